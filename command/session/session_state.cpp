#include "command/session/session_state.h"

#include "shared/errors.h"

namespace authledger::command {
namespace {

using namespace events;

struct Evolve {
  SessionState& session;
  const Recorded& recorded;
  void operator()(const SessionStarted& e) const {
    session.id = e.session_id;
    session.user_id = e.user_id;
    session.user_version = e.user_version;
    session.tenant_id = recorded.tenant_id;
    session.started_at = recorded.at;
    session.expires_at = e.expires_at;
  }
  void operator()(const SessionRefreshed& e) const {
    session.ended = true;
    session.successor = e.successor;
  }
  void operator()(const SessionEnded&) const { session.ended = true; }
};

}  // namespace

void evolve(SessionState& session, const SessionEvent& event, const Recorded& recorded) {
  std::visit(Evolve{session, recorded}, event);
}

Result<SessionEvents> decide(const SessionState& session, const StartSession& command) {
  if (!session.id.empty()) {
    if (session.user_id == command.user_id && !session.ended) return SessionEvents{};
    return fail(errors::kSessionEnded);
  }
  return SessionEvents{SessionStarted{command.session_id, command.user_id, command.user_version,
                                      command.method, command.predecessor, command.expires_at}};
}

Result<SessionEvents> decide(const SessionState& session, const RefreshSession& command) {
  if (session.successor == command.successor) return SessionEvents{};
  if (!session.alive(command.now)) return fail(errors::kSessionEnded);
  return SessionEvents{SessionRefreshed{session.id, session.user_id, command.successor}};
}

Result<SessionEvents> decide(const SessionState& session, const EndSession& command) {
  if (session.id.empty() || session.ended) return SessionEvents{};
  return SessionEvents{SessionEnded{session.id, session.user_id, command.reason}};
}

}  // namespace authledger::command
