#include "command/session/rotate_refresh_token.h"
#include "shared/errors.h"
#include "tests/support/scenario.h"

namespace authledger::test {
namespace {

using namespace command;
using namespace events;

const SessionStarted kStarted{kLaptop, kAlice, 3, "password", std::nullopt, kNow.plus_s(3600)};
const EndReusedSession kEnd{kLaptop, kAlice, 1, kNow};

TEST(EndReusedSession, EndsIt) {
  Scenario<SessionAggregate> scenario;
  scenario.given(kStarted).when(kEnd).then(RefreshReused{kLaptop, kAlice, 1});
  scenario.given(RefreshReused{kLaptop, kAlice, 1});
  EXPECT_FALSE(scenario.state().alive(kNow));
}

TEST(EndReusedSession, OnlyOne) {
  Scenario<SessionAggregate>{}
      .given(kStarted, RefreshReused{kLaptop, kAlice, 1})
      .when(kEnd)
      .then_fails(errors::kSessionEnded);
  Scenario<SessionAggregate>{}
      .given(kStarted, SessionRefreshed{kLaptop, kAlice, kPhone})
      .when(kEnd)
      .then_fails(errors::kSessionEnded);
  Scenario<SessionAggregate>{}
      .given(kStarted)
      .when(EndReusedSession{kLaptop, kBob, 1, kNow})
      .then_fails(errors::kSessionEnded);
}

}  // namespace
}  // namespace authledger::test
