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

const FailVerification kWrong{kAlices, kFirst};

TEST(FailVerification, CountsUntilTheCodeIsVoid) {
  Scenario<VerificationAggregate>{}.given(started()).when(kWrong).then(failed(1));
  Scenario<VerificationAggregate>{}.given(started(), failed(1)).when(kWrong).then(failed(2));
  Scenario<VerificationAggregate> last;
  last.given(started(), failed(1), failed(2)).when(kWrong).then(failed(3)).and_again_nothing();
  last.given(failed(3));
  EXPECT_FALSE(last.state().open);
}

TEST(FailVerification, ANewCodeIsCountedAnew) {
  auto again = failed(1);
  again.verification_id = kSecond;
  Scenario<VerificationAggregate>{}
      .given(started(), failed(1), failed(2), started(kSecond))
      .when(FailVerification{kAlices, kSecond})
      .then(again);
}

TEST(FailVerification, OfOneThatIsOver) {
  Scenario<VerificationAggregate>{}.when(kWrong).then_nothing();
  Scenario<VerificationAggregate>{}.given(started(), kCompleted).when(kWrong).then_nothing();
  Scenario<VerificationAggregate>{}.given(started(), kExpired).when(kWrong).then_nothing();
  Scenario<VerificationAggregate>{}.given(started(), started(kSecond)).when(kWrong).then_nothing();
}

}  // namespace
}  // namespace authledger::test
