#include "command/verification/start_verification.h"

#include "shared/errors.h"

namespace authledger::command {
namespace {

std::optional<Personal<std::string>> personal(const std::optional<std::string>& value) {
  return value ? std::optional(Personal<std::string>(*value)) : std::nullopt;
}

}  // namespace

Result<VerificationEvents> decide(const VerificationState& state,
                                  const StartVerification& command) {
  if (state.id == command.verification_id) return VerificationEvents{};
  if (command.now < state.resend_at) {
    Error refused = error(errors::kCodeSentRecently);
    refused.retry_after_s = static_cast<int>((state.resend_at.ms - command.now.ms + 999) / 1000);
    return fail(std::move(refused));
  }
  VerificationEvents events;
  const auto& account = command.account;
  if (state.open && command.now >= state.expires_at)
    events.emplace_back(events::VerificationExpired{state.id, account.account_id, account.kind});
  events.emplace_back(events::VerificationStarted{
      command.verification_id, account.account_id, account.kind, command.code_hash,
      command.session_id, personal(command.client), personal(command.reason), command.expires_at,
      command.resend_at, command.tries_max});
  return events;
}

}  // namespace authledger::command
