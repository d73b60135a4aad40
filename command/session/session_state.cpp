#include "command/session/session_state.h"

#include "shared/errors.h"

namespace authledger::command {
namespace {

using namespace events;

constexpr std::size_t kSpentMax = 16;

std::optional<Personal<std::string>> unless_empty(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(Personal<std::string>(text));
}

struct EvolveSession {
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
  void operator()(const SecondFactorRequired& e) const {
    need(e.factor) = true;
    session.pending_until = e.until;
  }
  void operator()(const SecondFactorPassed& e) const { need(e.factor) = false; }
  void operator()(const RefreshTokenIssued& e) const {
    std::erase_if(session.spent, [&](const auto& one) { return one.grace_until <= recorded.at; });
    if (e.salt && e.grace_until && recorded.at < *e.grace_until) {
      if (session.spent.size() == kSpentMax) session.spent.erase(session.spent.begin());
      session.spent.push_back(
          {session.refresh_generation, session.refresh_token_hash, e.salt->value, *e.grace_until});
    }
    session.refresh_generation = e.generation;
    session.refresh_token_hash = e.token_hash.value;
  }
  void operator()(const RefreshReused&) const { session.ended = true; }

  bool& need(const std::string& factor) const {
    return factor == "mobile" ? session.needs_mobile : session.needs_email;
  }
};

}  // namespace

void evolve(SessionState& session, const SessionEvent& event, const Recorded& recorded) {
  std::visit(EvolveSession{session, recorded}, event);
}

Result<SessionEvents> decide(const SessionState& session, const StartSession& command) {
  if (!session.id.empty()) {
    if (session.user_id == command.user_id && !session.ended) return SessionEvents{};
    return fail(errors::kSessionEnded);
  }
  SessionEvents events{SessionStarted{command.session_id, command.user_id, command.user_version,
                                      command.method, command.predecessor, command.expires_at,
                                      unless_empty(command.device), unless_empty(command.address)}};
  for (const auto& factor : command.second_factors) {
    events.emplace_back(
        SecondFactorRequired{command.session_id, command.user_id, factor, command.pending_until});
  }
  if (!command.refresh_token_hash.empty() && command.second_factors.empty()) {
    events.emplace_back(RefreshTokenIssued{command.session_id, command.user_id, 1,
                                           command.refresh_token_hash, std::nullopt, std::nullopt});
  }
  return events;
}

Result<SessionEvents> decide(const SessionState& session, const PassSecondFactor& command) {
  if (!session.open(command.now) || session.user_id != command.user_id)
    return fail(errors::kSessionEnded);
  const bool needed = command.factor == "mobile" ? session.needs_mobile : session.needs_email;
  if (!needed) return SessionEvents{};
  return SessionEvents{SecondFactorPassed{session.id, session.user_id, command.factor}};
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
