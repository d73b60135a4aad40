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

const ExpireVerification kLate{kAlices, kFirst, kNow.plus_s(600)};

TEST(ExpireVerification, OnceItIsTooLate) {
  Scenario<VerificationAggregate>{}.given(started()).when(kLate).then(kExpired).and_again_nothing();
}

TEST(ExpireVerification, NotBefore) {
  auto early = kLate;
  early.now = kNow.plus_s(599);
  Scenario<VerificationAggregate>{}.given(started()).when(early).then_nothing();
}

TEST(ExpireVerification, OfOneThatIsOver) {
  Scenario<VerificationAggregate>{}.when(kLate).then_nothing();
  Scenario<VerificationAggregate>{}.given(started(), kCompleted).when(kLate).then_nothing();
  Scenario<VerificationAggregate>{}
      .given(started(), failed(1), failed(2), failed(3))
      .when(kLate)
      .then_nothing();
  Scenario<VerificationAggregate>{}.given(started(), started(kSecond)).when(kLate).then_nothing();
}

}  // namespace
}  // namespace authledger::test
