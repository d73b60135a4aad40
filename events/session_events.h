// Facts of one session, in the stream session-<id>; the subject is the user.
#pragma once

#include <optional>
#include <string>
#include <tuple>
#include <variant>

#include "shared/fields.h"
#include "shared/ids.h"
#include "shared/secret.h"
#include "shared/time.h"

namespace authledger::events {

struct SessionStarted {
  static constexpr std::string_view kType = "session.started";
  static constexpr int kVersion = 2;
  SessionId session_id;
  UserId user_id;
  StreamVersion user_version =
      0;  // of the user's stream when the session started; older ones end with a revocation
  std::string method;                              // password, relogin
  std::optional<SessionId> predecessor;            // relogin: the session that ended for this one
  Timestamp expires_at;                            // the session itself, not its access tokens
  std::optional<Personal<std::string>> device{};   // the user agent
  std::optional<Personal<std::string>> address{};  // the client's address
  static constexpr auto fields() {
    return std::tuple{field("sessionId", &SessionStarted::session_id),
                      field("userId", &SessionStarted::user_id),
                      field("userVersion", &SessionStarted::user_version),
                      field("method", &SessionStarted::method),
                      field("predecessor", &SessionStarted::predecessor),
                      field("expiresAt", &SessionStarted::expires_at),
                      field("device", &SessionStarted::device),
                      field("address", &SessionStarted::address)};
  }
};

// The session goes on as another one; this one is over.
struct SessionRefreshed {
  static constexpr std::string_view kType = "session.refreshed";
  static constexpr int kVersion = 1;
  SessionId session_id;
  UserId user_id;
  SessionId successor;
  static constexpr auto fields() {
    return std::tuple{field("sessionId", &SessionRefreshed::session_id),
                      field("userId", &SessionRefreshed::user_id),
                      field("successor", &SessionRefreshed::successor)};
  }
};

struct SessionEnded {
  static constexpr std::string_view kType = "session.ended";
  static constexpr int kVersion = 1;
  SessionId session_id;
  UserId user_id;
  std::string reason;  // logout
  static constexpr auto fields() {
    return std::tuple{field("sessionId", &SessionEnded::session_id),
                      field("userId", &SessionEnded::user_id),
                      field("reason", &SessionEnded::reason)};
  }
};

// The session is none until the factor has been passed. Written with session.started, once per
// factor.
struct SecondFactorRequired {
  static constexpr std::string_view kType = "session.second_factor_required";
  static constexpr int kVersion = 1;
  SessionId session_id;
  UserId user_id;
  std::string factor;  // email, mobile
  Timestamp until;     // then it is too late to pass it
  static constexpr auto fields() {
    return std::tuple{field("sessionId", &SecondFactorRequired::session_id),
                      field("userId", &SecondFactorRequired::user_id),
                      field("factor", &SecondFactorRequired::factor),
                      field("until", &SecondFactorRequired::until)};
  }
};

struct SecondFactorPassed {
  static constexpr std::string_view kType = "session.second_factor_passed";
  static constexpr int kVersion = 1;
  SessionId session_id;
  UserId user_id;
  std::string factor;  // email, mobile
  static constexpr auto fields() {
    return std::tuple{field("sessionId", &SecondFactorPassed::session_id),
                      field("userId", &SecondFactorPassed::user_id),
                      field("factor", &SecondFactorPassed::factor)};
  }
};

// From now on this refresh token is the session's; the one before it has been used. Only keyed
// hashes are kept: the token itself follows from the one before and the salt, so that who lost the
// answer gets the same one again.
struct RefreshTokenIssued {
  static constexpr std::string_view kType = "session.refresh_token_issued";
  static constexpr int kVersion = 1;
  SessionId session_id;
  UserId user_id;
  int generation = 1;  // counts the tokens of the session
  Secret<std::string> token_hash;
  std::optional<Secret<std::string>> salt;  // none for the first token
  std::optional<Timestamp> grace_until;  // the token before this one may be used again until then
  std::optional<Personal<std::string>> address{};  // of the client that came for it
  static constexpr auto fields() {
    return std::tuple{field("sessionId", &RefreshTokenIssued::session_id),
                      field("userId", &RefreshTokenIssued::user_id),
                      field("generation", &RefreshTokenIssued::generation),
                      field("tokenHash", &RefreshTokenIssued::token_hash),
                      field("salt", &RefreshTokenIssued::salt),
                      field("graceUntil", &RefreshTokenIssued::grace_until),
                      field("address", &RefreshTokenIssued::address)};
  }
};

// An old refresh token came back after its grace: somebody has copied one. The session is over.
struct RefreshReused {
  static constexpr std::string_view kType = "session.refresh_reused";
  static constexpr int kVersion = 1;
  SessionId session_id;
  UserId user_id;
  int generation = 0;  // of the token that came back
  static constexpr auto fields() {
    return std::tuple{field("sessionId", &RefreshReused::session_id),
                      field("userId", &RefreshReused::user_id),
                      field("generation", &RefreshReused::generation)};
  }
};

using SessionEvent =
    std::variant<SessionStarted, SessionRefreshed, SessionEnded, SecondFactorRequired,
                 SecondFactorPassed, RefreshTokenIssued, RefreshReused>;

}  // namespace authledger::events
