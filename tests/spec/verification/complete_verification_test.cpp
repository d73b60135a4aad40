#include "command/verification/complete_verification.h"

#include "shared/errors.h"
#include "tests/support/scenario.h"

namespace authledger::test {
namespace {

using namespace command;
using namespace events;

const VerificationId kFirst{"018f0000-0000-7000-8000-00000000c0de"};
const VerificationId kSecond{"018f0000-0000-7000-8000-00000000c0d2"};
const VerificationTarget kAlices{"email_verification", kAlice.value};

VerificationStarted started(const VerificationId& id = kFirst) {
  VerificationStarted event;
  event.verification_id = id;
  event.account_id = kAlice.value;
  event.kind = kAlices.kind;
  event.code_hash = "hash of " + id.value;
  event.expires_at = kNow.plus_s(600);
  event.tries_max = 3;
  return event;
}
VerificationFailed failed(int tries) {
  return {kFirst, kAlice.value, kAlices.kind, tries, tries >= 3};
}
const VerificationCompleted kCompleted{kFirst, kAlice.value, kAlices.kind};
const VerificationExpired kExpired{kFirst, kAlice.value, kAlices.kind};

CompleteVerification bring(const std::string& hash, std::int64_t after_s = 0) {
  return {kAlices, hash, kNow.plus_s(after_s)};
}
const CompleteVerification kRight = bring("hash of " + kFirst.value);

TEST(CompleteVerification, ByTheRightCodeInTime) {
  Scenario<VerificationAggregate>{}.given(started()).when(kRight).then(kCompleted);
  Scenario<VerificationAggregate>{}
      .given(started(), failed(1), failed(2))
      .when(bring("hash of " + kFirst.value, 599))
      .then(kCompleted);
}

TEST(CompleteVerification, ACodeIsGoodForOneTime) {
  Scenario<VerificationAggregate>{}
      .given(started(), kCompleted)
      .when(kRight)
      .then_fails(errors::kNoOngoingVerification);
}

TEST(CompleteVerification, WithoutOne) {
  Scenario<VerificationAggregate>{}.when(kRight).then_fails(errors::kNoOngoingVerification);
}

TEST(CompleteVerification, AfterTooManyTries) {
  Scenario<VerificationAggregate>{}
      .given(started(), failed(1), failed(2), failed(3))
      .when(kRight)
      .then_fails(errors::kNoOngoingVerification);
}

TEST(CompleteVerification, TooLate) {
  Scenario<VerificationAggregate>{}
      .given(started())
      .when(bring("hash of " + kFirst.value, 600))
      .then_fails(errors::kCodeExpired);
  Scenario<VerificationAggregate>{}
      .given(started(), kExpired)
      .when(kRight)
      .then_fails(errors::kNoOngoingVerification);
}

TEST(CompleteVerification, ByAWrongCode) {
  for (const std::string wrong : {"", "hash", "hash of another"}) {
    Scenario<VerificationAggregate>{}
        .given(started())
        .when(bring(wrong))
        .then_fails(errors::kCodeMismatch);
  }
}

TEST(CompleteVerification, ByTheCodeOfOneThatWasReplaced) {
  Scenario<VerificationAggregate>{}
      .given(started(), started(kSecond))
      .when(kRight)
      .then_fails(errors::kCodeMismatch);
}

// As after a restart for an address that nobody has: its secret was sealed for nobody.
TEST(CompleteVerification, ACodeWithoutAHashFitsNothing) {
  auto empty = started();
  empty.code_hash = std::string();
  Scenario<VerificationAggregate>{}.given(empty).when(bring("")).then_fails(errors::kCodeMismatch);
}

}  // namespace
}  // namespace authledger::test
