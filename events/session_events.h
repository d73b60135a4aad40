// Facts of one session, in the stream session-<id>; the subject is the user.
#pragma once

#include <optional>
#include <string>
#include <tuple>
#include <variant>

#include "shared/fields.h"
#include "shared/ids.h"
#include "shared/time.h"

namespace authledger::events {

struct SessionStarted {
  static constexpr std::string_view kType = "session.started";
  static constexpr int kVersion = 1;
  SessionId session_id;
  UserId user_id;
  StreamVersion user_version =
      0;  // of the user's stream when the session started; older ones end with a revocation
  std::string method;                    // password, relogin
  std::optional<SessionId> predecessor;  // relogin: the session that ended for this one
  Timestamp expires_at;                  // the session itself, not its access tokens
  static constexpr auto fields() {
    return std::tuple{field("sessionId", &SessionStarted::session_id),
                      field("userId", &SessionStarted::user_id),
                      field("userVersion", &SessionStarted::user_version),
                      field("method", &SessionStarted::method),
                      field("predecessor", &SessionStarted::predecessor),
                      field("expiresAt", &SessionStarted::expires_at)};
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

using SessionEvent = std::variant<SessionStarted, SessionRefreshed, SessionEnded,
                                  SecondFactorRequired, SecondFactorPassed>;

}  // namespace authledger::events
