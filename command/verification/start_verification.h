// A new code for an account.
#pragma once

#include <optional>
#include <string>

#include "command/verification/verification_state.h"

namespace authledger::command {

struct StartVerification {
  using Aggregate = VerificationAggregate;
  static constexpr std::string_view kName = "start_verification";
  VerificationTarget account;
  VerificationId verification_id;
  std::string code_hash;
  std::optional<SessionId> session_id{};
  std::optional<std::string> client{};
  std::optional<std::string> reason{};
  Timestamp expires_at{};
  Timestamp resend_at{};
  int tries_max = 5;
  Timestamp now{};
  const VerificationTarget& target() const { return account; }
};

// The code before it is void. Errors: verification.code_sent_recently with retry_after_s.
Result<VerificationEvents> decide(const VerificationState& state, const StartVerification& command);

}  // namespace authledger::command
