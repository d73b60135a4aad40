#include "command/user/join_app.h"

#include "shared/errors.h"
#include "tests/spec/app/apps.h"
#include "tests/support/scenario.h"

namespace authledger::test {
namespace {

using namespace command;
using namespace events;

const JoinApp kJoin{kAlice, kShop, kBob, kNow};
const JoinApp kImposed{kAlice, kShop, kBob, kNow, true};
const JoinApp kByOneself{kAlice, kShop, kAlice, kNow};

TEST(JoinApp, AsAnActiveMember) {
  Scenario<UserAggregate> scenario;
  scenario.given(registered())
      .when(kJoin)
      .then(UserJoinedApp{kAlice, kShop, kBob, false})
      .and_again_nothing();
  EXPECT_TRUE(scenario.state().membership(kShop)->active);
}

TEST(JoinApp, WhomBansKeepOutJoinsNothing) {
  Scenario<UserAggregate>{}
      .given(registered(), joined(kBlog), UserBanned{kAlice, kBlog, {}, {}, kBob})
      .when(kJoin)
      .then_fails(errors::kUserBanned);
  Scenario<UserAggregate>{}
      .given(registered(), UserBanned{kAlice, {}, {}, {}, kBob})
      .when(kJoin)
      .then_fails(errors::kUserBanned);
}

TEST(JoinApp, ABanThatIsOverKeepsNobodyOut) {
  Scenario<UserAggregate>{}
      .given(registered(), joined(kBlog), UserBanned{kAlice, kBlog, {}, kNow, kBob})
      .when(kJoin)
      .then(UserJoinedApp{kAlice, kShop, kBob, false});
}

TEST(JoinApp, AreNotWithoutEnd) {
  Scenario<UserAggregate> scenario;
  scenario.given(registered());
  for (std::size_t i = 0; i < kAppsOfOneMax; ++i)
    scenario.given(joined(AppId{"app-" + std::to_string(i)}));
  scenario.when(kJoin).then_fails(errors::kTooManyApps);
}

// Anybody can own an app, put anybody into it and ban them there.
TEST(JoinApp, AnOwnersBanOfWhomItPutThereKeepsOutOfThatAppAlone) {
  Scenario<UserAggregate> scenario;
  scenario.given(registered())
      .when(kImposed)
      .then(UserJoinedApp{kAlice, kShop, kBob, true})
      .and_again_nothing();
  scenario.given(UserBanned{kAlice, kShop, {}, {}, kBob});
  EXPECT_TRUE(scenario.state().banned_in(kShop, kNow));
  EXPECT_FALSE(scenario.state().banned(kNow));
  EXPECT_FALSE(scenario.state().locked());
  EXPECT_TRUE(scenario.state().accepts_session(kLaptop, 1));
}

TEST(JoinApp, WhoAcceptsBelongsThere) {
  Scenario<UserAggregate> scenario;
  scenario.given(registered(), UserJoinedApp{kAlice, kShop, kBob, true})
      .when(kByOneself)
      .then(UserJoinedApp{kAlice, kShop, kAlice, false})
      .and_again_nothing();
  scenario.given(UserBanned{kAlice, kShop, {}, {}, kBob});
  EXPECT_TRUE(scenario.state().banned(kNow));
}

TEST(JoinApp, NobodyAcceptsWhereTheyAreBanned) {
  Scenario<UserAggregate>{}
      .given(registered(), UserJoinedApp{kAlice, kShop, kBob, true},
             UserBanned{kAlice, kShop, {}, {}, kBob})
      .when(kByOneself)
      .then_fails(errors::kUserBanned);
}

TEST(JoinApp, OfNobody) {
  Scenario<UserAggregate>{}.when(kJoin).then_fails(errors::kUserNotFound);
  Scenario<UserAggregate>{}
      .given(registered(), UserArchived{kAlice, kNow})
      .when(kJoin)
      .then_fails(errors::kUserArchived);
}

}  // namespace
}  // namespace authledger::test
