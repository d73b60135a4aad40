// The refresh token of a session was used: it gets the next one, the same one again within the
// grace, or, when an old one comes back after that, ends.
#pragma once

#include <string>

#include "command/session/session_state.h"

namespace authledger::command {

// A refresh token that we made, as somebody brought it.
struct PresentedRefreshToken {
  int generation = 0;
  std::string token_hash;
};

enum class RefreshVerdict {
  kInForce,  // the session's token
  kInGrace,  // used before, a moment ago: good for the successor that it got then
  kReused,   // used before that
  kUnknown,  // never in force
};

RefreshVerdict judge(const SessionState& session, const PresentedRefreshToken& token,
                     Timestamp now);

// The spent token that `token` is; null: it is none that is in its grace.
const SpentRefreshToken* find_spent(const SessionState& session, const PresentedRefreshToken& token,
                                    Timestamp now);

struct RotateRefreshToken {
  using Aggregate = SessionAggregate;
  static constexpr std::string_view kName = "rotate_refresh_token";
  SessionId session_id;
  UserId user_id;
  PresentedRefreshToken token;
  std::string next_token_hash;
  std::string salt;
  Timestamp grace_until;
  Timestamp now;
  std::string address{};  // the client's; empty: not known
  SessionAggregate::Target target() const { return {session_id, user_id}; }
};

// Dispatched with a notice to the person.
struct EndReusedSession {
  using Aggregate = SessionAggregate;
  static constexpr std::string_view kName = "end_reused_session";
  SessionId session_id;
  UserId user_id;
  int generation = 0;  // of the token that came back
  Timestamp now;
  SessionAggregate::Target target() const { return {session_id, user_id}; }
};

// Errors: rotate: session.session_ended, session.refresh_token_refused for one that was never in
// force, session.refresh_token_reused; within the grace it gives no event. End:
// session.session_ended for one that is over, so that nobody is told of it twice.
Result<SessionEvents> decide(const SessionState& session, const RotateRefreshToken& command);
Result<SessionEvents> decide(const SessionState& session, const EndReusedSession& command);

}  // namespace authledger::command
