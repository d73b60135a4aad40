#include "command/verification/complete_verification.h"

#include "shared/errors.h"

namespace authledger::command {

Result<VerificationEvents> decide(const VerificationState& state,
                                  const CompleteVerification& command) {
  switch (judge(state, command.code_hash, command.now)) {
    case CodeVerdict::kNothingOpen:
      return fail(errors::kNoOngoingVerification);
    case CodeVerdict::kExpired:
      return fail(errors::kCodeExpired);
    case CodeVerdict::kWrong:
      return fail(errors::kCodeMismatch);
    case CodeVerdict::kRight:
      break;
  }
  return VerificationEvents{
      events::VerificationCompleted{state.id, command.account.account_id, command.account.kind}};
}

Result<VerificationEvents> decide(const VerificationState& state, const FailVerification& command) {
  if (!state.open || state.id != command.verification_id) return VerificationEvents{};
  const int tries = state.tries + 1;
  return VerificationEvents{events::VerificationFailed{
      state.id, command.account.account_id, command.account.kind, tries, tries >= state.tries_max}};
}

Result<VerificationEvents> decide(const VerificationState& state,
                                  const ExpireVerification& command) {
  if (!state.open || state.id != command.verification_id || command.now < state.expires_at)
    return VerificationEvents{};
  return VerificationEvents{
      events::VerificationExpired{state.id, command.account.account_id, command.account.kind}};
}

}  // namespace authledger::command
