#include "command/user/end_sessions.h"

#include "shared/errors.h"
#include "tests/support/scenario.h"

namespace authledger::test {
namespace {

using namespace command;
using namespace events;

TEST(EndSessions, AllButTheKeptOne) {
  Scenario<UserAggregate> scenario;
  scenario.given(registered())
      .when(EndSessions{kAlice, kLaptop, kAlice, "user"})
      .then(UserSessionsEnded{kAlice, kLaptop, kAlice});
  scenario.at(kNow.plus_s(5)).given(UserSessionsEnded{kAlice, kLaptop, kAlice});
  EXPECT_TRUE(scenario.state().accepts_session(kLaptop, 1));
  EXPECT_FALSE(scenario.state().accepts_session(kPhone, 1));
  EXPECT_TRUE(scenario.state().accepts_session(kPhone, 2)) << "one that began since";
  EXPECT_EQ(scenario.state().sessions_revoked_time, kNow.plus_s(5));
}

TEST(EndSessions, OfAnAdminByASuperAdminAlone) {
  Scenario<UserAggregate>{}
      .given(registered({.role = "admin"}))
      .when(EndSessions{kAlice, std::nullopt, kBob, "admin"})
      .then_fails(errors::kSuperAdminOnly);
  Scenario<UserAggregate>{}
      .given(registered({.role = "admin"}))
      .when(EndSessions{kAlice, std::nullopt, kBob, "superAdmin"})
      .then(UserSessionsEnded{kAlice, std::nullopt, kBob});
  Scenario<UserAggregate>{}
      .given(registered({.role = "admin"}))
      .when(EndSessions{kAlice, std::nullopt, kAlice, "admin"})
      .then(UserSessionsEnded{kAlice, std::nullopt, kAlice});
}

TEST(EndSessions, OfNobody) {
  Scenario<UserAggregate>{}
      .when(EndSessions{kAlice, std::nullopt, kBob, "superAdmin"})
      .then_fails(errors::kUserNotFound);
}

}  // namespace
}  // namespace authledger::test
