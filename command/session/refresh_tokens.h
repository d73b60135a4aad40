// Refresh tokens as use cases: one family per log-in, one token of it in force at a time.
//
// A token is text: the session's id, the token's generation, 256 bits that nobody can guess, and a
// keyed check of the three. So its session is found without a name, a forged one is refused before
// anything is looked up, and an old one is told from a forged one without a list of all. What is
// kept is a keyed hash. The successor follows from the token, a salt in the log and a key of the
// ring: whoever comes twice within the grace gets the same one, and neither the log nor the keys
// alone make one (docs/decisions/0025-refresh-tokens.md).
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "command/dispatch.h"
#include "command/ports/crypto.h"
#include "command/session/session_service.h"

namespace authledger::command {

// A session that goes on with another refresh token.
struct Redeemed {
  const LiveSession& live;
  const std::string& refresh_token;  // the new one
};

// Thread-safe.
class RefreshTokens {
 public:
  using RedeemRender = std::function<Result<Answer>(const Redeemed&)>;
  using Holder = std::function<bool(const UserState&)>;

  // A grace of 0 is none.
  RefreshTokens(Dispatcher& dispatcher, SessionService& sessions, Vault& vault, Random& random,
                std::int64_t grace_s)
      : dispatcher_(dispatcher),
        sessions_(sessions),
        vault_(vault),
        random_(random),
        grace_s_(grace_s) {}

  // The first token of a session that is about to start: its hash is put into `session`. Empty for
  // one that waits for a second factor.
  std::string issue(StartSession& session);

  // The session goes on, under its id, with the successor of this token. The tenant is the
  // session's, the actor its user. An old token after its grace ends the session and sends the
  // person a notice, and the refusal has the position of that. For anybody else than `holder`,
  // where there is one, nothing happens. Errors: session.refresh_token_refused, whatever is wrong;
  // user.user_banned; log.unavailable.
  Result<Written> redeem(const CommandContext& context, const std::string& token,
                         const RedeemRender& render, const Holder& holder = {});

  // Whose session a token could be redeemed for right now; nothing changes. Errors:
  // session.refresh_token_refused; user.user_banned; log.unavailable.
  Result<LiveSession> holder_of(const std::string& token);

 private:
  struct Parsed;
  struct Found;
  std::optional<Parsed> parse(const std::string& token) const;
  std::string text_of(const SessionId& session, int generation, std::string_view secret) const;
  std::string successor_of(const std::string& token, const Parsed& parsed,
                           const std::string& salt) const;
  std::string hash_of(const std::string& token) const;
  Result<Found> find(const std::string& token);
  Result<Position> end_family(const CommandContext& context, const Found& found);

  Dispatcher& dispatcher_;
  SessionService& sessions_;
  Vault& vault_;
  Random& random_;
  std::int64_t grace_s_;
};

}  // namespace authledger::command
