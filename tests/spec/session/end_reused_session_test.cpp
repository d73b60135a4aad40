#include "command/session/rotate_refresh_token.h"
#include "shared/errors.h"
#include "tests/spec/support/facts.h"
#include "tests/support/scenario.h"

namespace authledger::test {
namespace {

using namespace command;
using namespace events;

const EndReusedSession kEndReused{kLaptop, kAlice, 1, kNow};

TEST(EndReusedSession, EndsIt) {
  Scenario<SessionAggregate> scenario;
  scenario.given(kLaptopStarted).when(kEndReused).then(RefreshReused{kLaptop, kAlice, 1});
  scenario.given(RefreshReused{kLaptop, kAlice, 1});
  EXPECT_FALSE(scenario.state().alive(kNow));
}

TEST(EndReusedSession, OnlyOne) {
  Scenario<SessionAggregate>{}
      .given(kLaptopStarted, RefreshReused{kLaptop, kAlice, 1})
      .when(kEndReused)
      .then_fails(errors::kSessionEnded);
  Scenario<SessionAggregate>{}
      .given(kLaptopStarted, SessionRefreshed{kLaptop, kAlice, kPhone})
      .when(kEndReused)
      .then_fails(errors::kSessionEnded);
  Scenario<SessionAggregate>{}
      .given(kLaptopStarted)
      .when(EndReusedSession{kLaptop, kBob, 1, kNow})
      .then_fails(errors::kSessionEnded);
}

}  // namespace
}  // namespace authledger::test
