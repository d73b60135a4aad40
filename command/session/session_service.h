// Sessions as use cases: is one alive, go on as a new one, end it.
#pragma once

#include "command/dispatch.h"

namespace authledger::command {

// A session that may be used right now, with its user as of now (role and profile are never the
// token's).
struct LiveSession {
  SessionState session;
  UserState user;
  StreamVersion user_version = 0;
};

// Thread-safe.
class SessionService {
 public:
  SessionService(Dispatcher& dispatcher, const Clock& clock, Random& random,
                 std::int64_t session_ttl_s)
      : dispatcher_(dispatcher), clock_(clock), random_(random), session_ttl_s_(session_ttl_s) {}

  // Errors: session.session_ended for one that is over, revoked by its user, or of another user;
  // user.user_banned for one that would be alive but for a ban; log.unavailable.
  Result<LiveSession> check(const SessionId& session, const UserId& user,
                            Freshness freshness = Freshness::kCached);

  // The same for one that is alive or pending, as of right now. A session of another tenant is
  // none.
  Result<LiveSession> find_open(const std::string& tenant_id, const SessionId& session,
                                const UserId& user);

  // A new session for an authenticated user, from the client that the context tells of.
  StartSession start(const CommandContext& context, const UserId& user, StreamVersion user_version,
                     const std::string& method) const;
  StartSession start(const UserId& user, StreamVersion user_version,
                     const std::string& method) const {
    return start({}, user, user_version, method);
  }

  // The session goes on under a new id; the old one is over. Errors: session.session_ended.
  Result<Written> refresh(const CommandContext& context, const LiveSession& live,
                          const StartSession& successor, const Render& render);

  Timestamp now() const { return clock_.now(); }

  // Ending twice is fine.
  Result<Written> end(const CommandContext& context, const LiveSession& live, const Render& render);

 private:
  Dispatcher& dispatcher_;
  const Clock& clock_;
  Random& random_;
  std::int64_t session_ttl_s_;
};

}  // namespace authledger::command
