#include "command/login/attempts.h"
#include "tests/support/scenario.h"

namespace authledger::test {
namespace {

using namespace command;
using namespace events;

const ClearLoginFailures kClear{kAlice.value, "home", "password"};
const LoginFailuresCleared kCleared{kAlice.value, "home", "password"};

TEST(ClearLoginFailures, TheCountStartsAgain) {
  Scenario<AttemptsAggregate>{}
      .given(LoginFailed{kAlice.value, "home", "password"})
      .when(kClear)
      .then(kCleared)
      .and_again_nothing();

  Scenario<AttemptsAggregate> scenario;
  for (int i = 0; i < 9; ++i) scenario.given(LoginFailed{kAlice.value, "home", "password"});
  scenario.given(kCleared, LoginFailed{kAlice.value, "home", "password"});
  EXPECT_EQ(delay_s(scenario.state(), "home", "password", kNow), 0);
}

TEST(ClearLoginFailures, LeavesOtherClientsAndFactorsAlone) {
  Scenario<AttemptsAggregate>{}
      .given(LoginFailed{kAlice.value, "elsewhere", "password"},
             LoginFailed{kAlice.value, "home", "code"})
      .when(kClear)
      .then_nothing();
}

TEST(ClearLoginFailures, NothingToClearIsNothing) {
  Scenario<AttemptsAggregate>{}.when(kClear).then_nothing();
}

}  // namespace
}  // namespace authledger::test
