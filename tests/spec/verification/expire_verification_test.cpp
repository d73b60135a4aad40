#include "command/verification/complete_verification.h"

#include "shared/errors.h"
#include "tests/spec/support/facts.h"
#include "tests/support/scenario.h"

namespace authledger::test {
namespace {

using namespace command;
using namespace events;

const ExpireVerification kLate{kAlicesMail, kFirstCode, kNow.plus_s(600)};

TEST(ExpireVerification, OnceItIsTooLate) {
  Scenario<VerificationAggregate>{}
      .given(code_started())
      .when(kLate)
      .then(kCodeExpired)
      .and_again_nothing();
}

TEST(ExpireVerification, NotBefore) {
  auto early = kLate;
  early.now = kNow.plus_s(599);
  Scenario<VerificationAggregate>{}.given(code_started()).when(early).then_nothing();
}

TEST(ExpireVerification, OfOneThatIsOver) {
  Scenario<VerificationAggregate>{}.when(kLate).then_nothing();
  Scenario<VerificationAggregate>{}
      .given(code_started(), kCodeCompleted)
      .when(kLate)
      .then_nothing();
  Scenario<VerificationAggregate>{}
      .given(code_started(), code_failed(1), code_failed(2), code_failed(3))
      .when(kLate)
      .then_nothing();
  Scenario<VerificationAggregate>{}
      .given(code_started(), code_started(kSecondCode))
      .when(kLate)
      .then_nothing();
}

}  // namespace
}  // namespace authledger::test
