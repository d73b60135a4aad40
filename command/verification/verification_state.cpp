#include "command/verification/verification_state.h"

#include "shared/constant_time.h"

namespace authledger::command {
namespace {

using namespace events;

struct EvolveVerification {
  VerificationState& state;

  void operator()(const VerificationStarted& e) const {
    state.id = e.verification_id;
    state.code_hash = e.code_hash.value;
    state.session_id = e.session_id;
    state.expires_at = e.expires_at;
    state.resend_at = e.resend_at;
    state.tries = 0;
    state.tries_max = e.tries_max;
    state.open = true;
  }
  void operator()(const VerificationCompleted&) const {
    state.open = false;
    state.resend_at = {};  // who reads the messages is no victim of them
  }
  void operator()(const VerificationFailed& e) const {
    state.tries = e.tries;
    if (e.is_over) state.open = false;
  }
  void operator()(const VerificationExpired&) const { state.open = false; }
};

}  // namespace

void evolve(VerificationState& state, const VerificationEvent& event, const Recorded&) {
  std::visit(EvolveVerification{state}, event);
}

CodeVerdict judge(const VerificationState& state, const std::string& code_hash, Timestamp now) {
  if (!state.open) return CodeVerdict::kNothingOpen;
  if (now >= state.expires_at) return CodeVerdict::kExpired;
  const bool right = equal_in_constant_time(state.code_hash, code_hash);
  return right && !code_hash.empty() ? CodeVerdict::kRight : CodeVerdict::kWrong;
}

}  // namespace authledger::command
