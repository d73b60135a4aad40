#include "command/user/join_app.h"

#include "shared/errors.h"
#include "tests/spec/app/apps.h"
#include "tests/support/scenario.h"

namespace authledger::test {
namespace {

using namespace command;
using namespace events;

const LeaveApp kLeave{kAlice, kShop};

TEST(LeaveApp, WithBanAndRoles) {
  Scenario<UserAggregate> scenario;
  scenario
      .given(registered(), joined(kShop),
             UserAppRoleAssigned{kAlice, kShop, kFirstRole, kEditor, kBob})
      .when(kLeave)
      .then(UserLeftApp{kAlice, kShop, "app_deleted"})
      .and_again_nothing();
  EXPECT_EQ(scenario.state().membership(kShop), nullptr);
}

TEST(LeaveApp, EndsTheSessionsOfWhoCameForIt) {
  const LeaveApp ended{kAlice, kShop, kBob};
  const UserLeftApp left{kAlice, kShop, "app_deleted"};
  const UserJoinedApp by_herself{kAlice, kShop, kAlice, false};
  const UserJoinedApp added{kAlice, kShop, kBob, false};
  Scenario<UserAggregate>{}
      .given(registered(), by_herself)
      .when(ended)
      .then(left, UserSessionsEnded{kAlice, std::nullopt, kBob});
  Scenario<UserAggregate>{}.given(registered(), by_herself, joined(kBlog)).when(ended).then(left);
  Scenario<UserAggregate>{}.given(registered(), added).when(ended).then(left);
  Scenario<UserAggregate>{}.given(registered(), by_herself).when(kLeave).then(left);
}

TEST(LeaveApp, TakesItsEntriesAlong) {
  Scenario<UserAggregate> scenario;
  scenario.given(registered(), joined(kShop),
                 UserAppRoleAssigned{kAlice, kShop, kFirstRole, kEditor, kBob});
  const UserEvent left = UserLeftApp{kAlice, kShop, "app_deleted"};
  EXPECT_EQ(entries_of(scenario.state(), left).size(), 3U) << "member, holder, assignment";
  const UserEvent deleted = UserDeleted{kAlice, "admin"};
  EXPECT_EQ(entries_of(scenario.state(), deleted).size(), 3U);
}

// What is left counts alone.
TEST(LeaveApp, WhoIsBannedInAllThatIsLeftIsOut) {
  Scenario<UserAggregate> scenario;
  scenario.given(registered(), joined(kShop), joined(kBlog),
                 UserBanned{kAlice, kBlog, {}, {}, kBob});
  EXPECT_TRUE(scenario.state().accepts_session(kLaptop, 1));
  EXPECT_FALSE(scenario.state().banned(kNow));
  scenario.given(UserLeftApp{kAlice, kShop, "app_deleted"});
  EXPECT_TRUE(scenario.state().banned(kNow));
  EXPECT_FALSE(scenario.state().accepts_session(kLaptop, 1));
}

TEST(LeaveApp, OfNobody) {
  Scenario<UserAggregate>{}.when(kLeave).then_nothing();
  Scenario<UserAggregate>{}.given(registered()).when(kLeave).then_nothing();
}

}  // namespace
}  // namespace authledger::test
