#include "command/verification/complete_verification.h"

#include "shared/errors.h"
#include "tests/spec/support/facts.h"
#include "tests/support/scenario.h"

namespace authledger::test {
namespace {

using namespace command;
using namespace events;

CompleteVerification bring(const std::string& hash, std::int64_t after_s = 0) {
  return {kAlicesMail, hash, kNow.plus_s(after_s)};
}
const CompleteVerification kRight = bring("hash of " + kFirstCode.value);

TEST(CompleteVerification, ByTheRightCodeInTime) {
  Scenario<VerificationAggregate>{}.given(code_started()).when(kRight).then(kCodeCompleted);
  Scenario<VerificationAggregate>{}
      .given(code_started(), code_failed(1), code_failed(2))
      .when(bring("hash of " + kFirstCode.value, 599))
      .then(kCodeCompleted);
}

TEST(CompleteVerification, ACodeIsGoodForOneTime) {
  Scenario<VerificationAggregate>{}
      .given(code_started(), kCodeCompleted)
      .when(kRight)
      .then_fails(errors::kNoOngoingVerification);
}

TEST(CompleteVerification, WithoutOne) {
  Scenario<VerificationAggregate>{}.when(kRight).then_fails(errors::kNoOngoingVerification);
}

TEST(CompleteVerification, AfterTooManyTries) {
  Scenario<VerificationAggregate>{}
      .given(code_started(), code_failed(1), code_failed(2), code_failed(3))
      .when(kRight)
      .then_fails(errors::kNoOngoingVerification);
}

TEST(CompleteVerification, TooLate) {
  Scenario<VerificationAggregate>{}
      .given(code_started())
      .when(bring("hash of " + kFirstCode.value, 600))
      .then_fails(errors::kCodeExpired);
  Scenario<VerificationAggregate>{}
      .given(code_started(), kCodeExpired)
      .when(kRight)
      .then_fails(errors::kNoOngoingVerification);
}

TEST(CompleteVerification, ByAWrongCode) {
  for (const std::string wrong : {"", "hash", "hash of another"}) {
    Scenario<VerificationAggregate>{}
        .given(code_started())
        .when(bring(wrong))
        .then_fails(errors::kCodeMismatch);
  }
}

TEST(CompleteVerification, ByTheCodeOfOneThatWasReplaced) {
  Scenario<VerificationAggregate>{}
      .given(code_started(), code_started(kSecondCode))
      .when(kRight)
      .then_fails(errors::kCodeMismatch);
}

// As after a restart for an address that nobody has: its secret was sealed for nobody.
TEST(CompleteVerification, ACodeWithoutAHashFitsNothing) {
  auto empty = code_started();
  empty.code_hash = std::string();
  Scenario<VerificationAggregate>{}.given(empty).when(bring("")).then_fails(errors::kCodeMismatch);
}

}  // namespace
}  // namespace authledger::test
