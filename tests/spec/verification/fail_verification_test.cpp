#include "command/verification/complete_verification.h"

#include "shared/errors.h"
#include "tests/spec/support/facts.h"
#include "tests/support/scenario.h"

namespace authledger::test {
namespace {

using namespace command;
using namespace events;

const FailVerification kWrong{kAlicesMail, kFirstCode};

TEST(FailVerification, CountsUntilTheCodeIsVoid) {
  Scenario<VerificationAggregate>{}.given(code_started()).when(kWrong).then(code_failed(1));
  Scenario<VerificationAggregate>{}
      .given(code_started(), code_failed(1))
      .when(kWrong)
      .then(code_failed(2));
  Scenario<VerificationAggregate> last;
  last.given(code_started(), code_failed(1), code_failed(2))
      .when(kWrong)
      .then(code_failed(3))
      .and_again_nothing();
  last.given(code_failed(3));
  EXPECT_FALSE(last.state().open);
}

TEST(FailVerification, ANewCodeIsCountedAnew) {
  auto again = code_failed(1);
  again.verification_id = kSecondCode;
  Scenario<VerificationAggregate>{}
      .given(code_started(), code_failed(1), code_failed(2), code_started(kSecondCode))
      .when(FailVerification{kAlicesMail, kSecondCode})
      .then(again);
}

TEST(FailVerification, OfOneThatIsOver) {
  Scenario<VerificationAggregate>{}.when(kWrong).then_nothing();
  Scenario<VerificationAggregate>{}
      .given(code_started(), kCodeCompleted)
      .when(kWrong)
      .then_nothing();
  Scenario<VerificationAggregate>{}.given(code_started(), kCodeExpired).when(kWrong).then_nothing();
  Scenario<VerificationAggregate>{}
      .given(code_started(), code_started(kSecondCode))
      .when(kWrong)
      .then_nothing();
}

}  // namespace
}  // namespace authledger::test
