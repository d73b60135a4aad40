// A session: started by a log-in, pending while a second factor is missing, going on as another
// one by a refresh, ended by a log-out. It also
// ends when its user's stream revokes it (UserState::accepts_session).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "command/aggregate.h"
#include "events/session_events.h"
#include "shared/errors.h"

namespace authledger::command {

// A refresh token that was used and may be used again for a moment, for the same successor.
struct SpentRefreshToken {
  int generation = 0;
  std::string token_hash;
  std::string salt;  // leads to the next generation
  Timestamp grace_until;
};

struct SessionState {
  SessionId id;  // empty: never started
  UserId user_id;
  std::string tenant_id;
  StreamVersion user_version = 0;
  Timestamp started_at;
  Timestamp expires_at;
  bool ended = false;
  std::optional<SessionId> successor;
  bool needs_email = false;        // a second factor that is still to be passed
  bool needs_mobile = false;       //
  Timestamp pending_until;         // too late for it from then on
  int refresh_generation = 0;      // of the refresh token in force; 0: the session has none
  std::string refresh_token_hash;  //
  std::vector<SpentRefreshToken>
      spent{};  // in their grace when the last one was issued; at most 16
  bool pending() const { return needs_email || needs_mobile; }
  // Neither over nor, while a second factor is missing, too old to pass it.
  bool open(Timestamp now) const {
    return !id.empty() && !ended && now < expires_at && (!pending() || now < pending_until);
  }
  // A pending session is none.
  bool alive(Timestamp now) const { return open(now) && !pending(); }
};

using SessionEvents = std::vector<events::SessionEvent>;

struct SessionAggregate {
  using State = SessionState;
  using Event = events::SessionEvent;
  // A session's stream also carries its user's key as subject, so its target names both.
  struct Target {
    SessionId session;
    UserId user;
  };
  static constexpr const ErrorRow& kUnknown = errors::kSessionNotFound;  // to other tenants
  static std::string stream_id(const Target& target) { return "session-" + target.session.value; }
  static std::string subject(const Target& target) { return target.user.value; }
};

void evolve(SessionState& session, const events::SessionEvent& event, const Recorded& recorded);

struct StartSession {
  using Aggregate = SessionAggregate;
  static constexpr std::string_view kName = "start_session";
  SessionId session_id;
  UserId user_id;
  StreamVersion user_version = 0;
  std::string method;  // password, relogin
  std::optional<SessionId> predecessor;
  Timestamp expires_at;
  std::vector<std::string> second_factors{};  // still to be passed: email, mobile
  Timestamp pending_until{};                  // in time until then
  std::string refresh_token_hash{};           // empty: without; a pending session gets none
  std::string device{};                       // the user agent; empty: not known
  std::string address{};                      // the client's; empty: not known
  SessionAggregate::Target target() const { return {session_id, user_id}; }
};

// Of a pending session: one factor less to wait for. Of a live one, or of a factor that it does
// not need: nothing.
struct PassSecondFactor {
  using Aggregate = SessionAggregate;
  static constexpr std::string_view kName = "pass_second_factor";
  SessionId session_id;
  UserId user_id;
  std::string factor;  // email, mobile
  Timestamp now;
  SessionAggregate::Target target() const { return {session_id, user_id}; }
};

// The session goes on as `successor`; dispatched together with the StartSession of that one.
struct RefreshSession {
  using Aggregate = SessionAggregate;
  static constexpr std::string_view kName = "refresh_session";
  SessionId session_id;
  UserId user_id;
  SessionId successor;
  Timestamp now;
  SessionAggregate::Target target() const { return {session_id, user_id}; }
};

struct EndSession {
  using Aggregate = SessionAggregate;
  static constexpr std::string_view kName = "end_session";
  SessionId session_id;
  UserId user_id;
  std::string reason;  // logout
  SessionAggregate::Target target() const { return {session_id, user_id}; }
};

// Errors: start: session.session_ended for an id that was used; refresh and pass:
// session.session_ended; end: none, ending an ended session gives no event.
Result<SessionEvents> decide(const SessionState& session, const StartSession& command);
Result<SessionEvents> decide(const SessionState& session, const RefreshSession& command);
Result<SessionEvents> decide(const SessionState& session, const PassSecondFactor& command);
Result<SessionEvents> decide(const SessionState& session, const EndSession& command);

}  // namespace authledger::command
