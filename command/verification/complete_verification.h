// A code was brought: right, wrong, or too late. Which of the three is for judge() to say; each
// command looks again, so that of two at the same time only one counts.
#pragma once

#include <string>

#include "command/verification/verification_state.h"

namespace authledger::command {

// Dispatched together with what follows from it. A code is good for one time.
struct CompleteVerification {
  using Aggregate = VerificationAggregate;
  static constexpr std::string_view kName = "complete_verification";
  VerificationTarget account;
  std::string code_hash;
  Timestamp now;
  const VerificationTarget& target() const { return account; }
};

// A wrong code for this verification.
struct FailVerification {
  using Aggregate = VerificationAggregate;
  static constexpr std::string_view kName = "fail_verification";
  VerificationTarget account;
  VerificationId verification_id;
  const VerificationTarget& target() const { return account; }
};

struct ExpireVerification {
  using Aggregate = VerificationAggregate;
  static constexpr std::string_view kName = "expire_verification";
  VerificationTarget account;
  VerificationId verification_id;
  Timestamp now;
  const VerificationTarget& target() const { return account; }
};

// Errors: complete: verification.no_ongoing_verification (never started, used, replaced or tried
// too often), verification.secret_code_expired, verification.secret_code_mismatch. Fail and expire:
// none; a verification that is over by then gives no event.
Result<VerificationEvents> decide(const VerificationState& state,
                                  const CompleteVerification& command);
Result<VerificationEvents> decide(const VerificationState& state, const FailVerification& command);
Result<VerificationEvents> decide(const VerificationState& state,
                                  const ExpireVerification& command);

}  // namespace authledger::command
