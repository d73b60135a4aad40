// Members: sign-up into an app, joining, bans and what they end.
#include <gtest/gtest.h>

#include "tests/spec/app/apps.h"
#include "tests/spec/support/world.h"

namespace authledger::test {
namespace {

using namespace command;

const Caller kMembersOwner{kBob, "user", kLaptop};
const Caller kSuperAdmin{kCarol, "superAdmin", kLaptop};

struct Members : testing::Test {
  World world;
  Process& here = world.here;
  Process& there = world.there;
  MemberService& members = here.members;

  void SetUp() override {
    ASSERT_TRUE(sign_up(kBob, "b@example.com", "Shop", kShop));
    ASSERT_TRUE(sign_up(kAlice, "alice@example.com", "shop", kBlog));
  }
  Result<Written> sign_up(const UserId& user, const std::string& email, const std::string& app,
                          const AppId& if_new) {
    return members.sign_up(
        here.context(), {registration(user, email), kPassword, app, "An app", if_new, {}}, nullptr);
  }
  template <class T>
  static std::string_view outcome(const Result<T>& result) {
    return result ? std::string_view("done") : result.error().id;
  }
  UserState user(const UserId& id) { return here.state<UserAggregate>(id); }
  Result<Written> ban(const Caller& caller, std::optional<AppId> app,
                      std::optional<Timestamp> until = {}) {
    return members.ban(here.context(), caller, {kAlice, std::move(app), "spam", until}, nullptr);
  }
  std::string_view log_in(Process& process) {
    const auto proved =
        process.login.authenticate(process.context(), {"alice@example.com", kPassword, "1.2.3.4"});
    if (!proved) return proved.error().id;
    return outcome(process.login.admit(proved->user, process.storage.clock.now()));
  }
};

TEST_F(Members, TheFirstOfAnAppOwnsIt) {
  const auto app = here.apps.find_by_name(kTenant, "shop").value();
  EXPECT_EQ(app->state.id, kShop);
  EXPECT_EQ(app->state.owner_id, kBob);
  EXPECT_EQ(app->state.description, "An app");
  EXPECT_GE(app->state.secret.size(), 64U);
  EXPECT_NE(user(kBob).membership(kShop), nullptr);
}

TEST_F(Members, ASessionStartsInTheSameTransaction) {
  const auto session = here.sessions.start(kCarol, 0, "password");
  ASSERT_TRUE(members.sign_up(
      here.context(),
      {registration(kCarol, "c@example.com"), kPassword, "Blog", "", kBlog, session}, nullptr));
  const auto live = here.sessions.check(session.session_id, kCarol);
  ASSERT_TRUE(live) << live.error().detail;
  EXPECT_NE(live->user.membership(kBlog), nullptr);
  EXPECT_EQ(outcome(there.sessions.check(session.session_id, kCarol)), "done");
}

TEST_F(Members, TheNextOnesJoinIt) {
  EXPECT_NE(user(kAlice).membership(kShop), nullptr);
  EXPECT_EQ(user(kAlice).memberships.size(), 1U);
  EXPECT_TRUE(here.apps.owned_by(kTenant, kAlice)->empty());
}

TEST_F(Members, TwoFoundersAtOnceLeaveOne) {
  here.appender.before_next([&] {
    ASSERT_TRUE(there.dispatcher.run(there.context(), nullptr,
                                     RegisterApp{kBlog, "Blog", "", std::nullopt, "s3cret", kBob}));
  });
  ASSERT_TRUE(sign_up(kCarol, "c@example.com", "blog", AppId{kCarol.value}));
  EXPECT_NE(user(kCarol).membership(kBlog), nullptr);
  EXPECT_EQ(here.apps.find_by_name(kTenant, "blog").value()->state.owner_id, kBob);
}

TEST_F(Members, ATakenAddressFoundsNothing) {
  EXPECT_EQ(outcome(sign_up(kCarol, "alice@example.com", "Blog", kBlog)), errors::kEmailTaken.id);
  EXPECT_EQ(outcome(here.apps.find_by_name(kTenant, "blog")), errors::kAppNotFound.id);
}

TEST_F(Members, ABanInTheOnlyAppRefusesTheLogInOfAnyProcess) {
  EXPECT_EQ(log_in(here), "done");
  EXPECT_EQ(log_in(there), "done");
  ASSERT_TRUE(ban(kMembersOwner, kShop));
  EXPECT_EQ(log_in(here), errors::kUserBanned.id);
  EXPECT_EQ(log_in(there), errors::kUserBanned.id) << "its cached user knows of no ban";
  ASSERT_TRUE(members.unban(here.context(), kMembersOwner, kAlice, kShop, nullptr));
  EXPECT_EQ(log_in(there), "done");
}

TEST_F(Members, ABanEndsSessions) {
  const auto start = here.sessions.start(kAlice, 2, "password");
  ASSERT_TRUE(here.dispatcher.run(here.context(), nullptr, start));
  ASSERT_TRUE(there.sessions.check(start.session_id, kAlice));
  ASSERT_TRUE(ban(kMembersOwner, kShop));
  EXPECT_EQ(outcome(here.sessions.check(start.session_id, kAlice)), errors::kUserBanned.id);
  there.catch_up();
  EXPECT_EQ(outcome(there.sessions.check(start.session_id, kAlice)), errors::kUserBanned.id);
  ASSERT_TRUE(members.unban(here.context(), kMembersOwner, kAlice, kShop, nullptr));
  EXPECT_EQ(outcome(here.sessions.check(start.session_id, kAlice)), errors::kSessionEnded.id)
      << "a session that a ban ended stays ended";
}

TEST_F(Members, ABanToldWhileThePersonIsReadIsKnown) {
  const auto start = here.sessions.start(kAlice, 2, "password");
  ASSERT_TRUE(here.dispatcher.run(here.context(), nullptr, start));
  Process cold(world.storage);
  world.storage.log.after_read_of("user-" + kAlice.value, [&] {
    ASSERT_TRUE(ban(kMembersOwner, kShop));
    cold.catch_up();
  });
  (void)cold.sessions.check(start.session_id, kAlice);  // asked before the ban
  EXPECT_EQ(outcome(cold.sessions.check(start.session_id, kAlice)), errors::kUserBanned.id);
}

TEST_F(Members, ABanToldWhileThePersonIsWrittenIsKnown) {
  const auto start = here.sessions.start(kAlice, 2, "password");
  ASSERT_TRUE(here.dispatcher.run(here.context(), nullptr, start));
  ASSERT_TRUE(there.sessions.check(start.session_id, kAlice));
  there.appender.after_next([&] {
    ASSERT_TRUE(ban(kMembersOwner, kShop));
    there.catch_up();
  });
  const UpdateUser change{kAlice, "Another", {}, {}, {}, kAlice, "user"};
  ASSERT_TRUE(there.dispatcher.run(there.context(), nullptr, change));
  EXPECT_EQ(outcome(there.sessions.check(start.session_id, kAlice)), errors::kUserBanned.id);
}

TEST_F(Members, ABanIsOverAtItsTime) {
  ASSERT_TRUE(ban(kMembersOwner, kShop, kNow.plus_s(60)));
  world.storage.clock.advance_s(59);
  EXPECT_EQ(log_in(here), errors::kUserBanned.id);
  world.storage.clock.advance_s(1);
  EXPECT_EQ(log_in(here), "done") << "whether the timer has run or not";
}

TEST_F(Members, WhoMayBan) {
  EXPECT_EQ(outcome(ban({kAlice, "user", kLaptop}, kShop)), errors::kNotAllowed.id);
  EXPECT_EQ(outcome(ban(kMembersOwner, std::nullopt)), errors::kNotAllowed.id);
  EXPECT_EQ(outcome(ban(kMembersOwner, kBlog)), errors::kAppNotFound.id);
  EXPECT_EQ(outcome(ban(kSuperAdmin, std::nullopt)), "done");
  EXPECT_EQ(outcome(members.ban(here.context(), kSuperAdmin, {kBob, kShop, {}, {}}, nullptr)),
            errors::kCannotBanOwner.id);
}

TEST_F(Members, WhomBansKeepOutIsAddedNowhere) {
  ASSERT_TRUE(ban(kMembersOwner, kShop));
  ASSERT_TRUE(here.apps.add(here.context(),
                            RegisterApp{kBlog, "Blog", "", std::nullopt, "s3cret", kBob}, nullptr));
  EXPECT_EQ(outcome(members.add(here.context(), kMembersOwner, kAlice, kBlog, nullptr)),
            errors::kUserBanned.id);
  ASSERT_TRUE(members.unban(here.context(), kMembersOwner, kAlice, kShop, nullptr));
  EXPECT_EQ(outcome(members.add(here.context(), kMembersOwner, kAlice, kBlog, nullptr)), "done");
  ASSERT_TRUE(ban(kMembersOwner, kShop));
  EXPECT_EQ(log_in(here), "done") << "there is an app left";
}

TEST_F(Members, TheLastSuperAdminIsNotBanned) {
  const UserId dora{"018f0000-0000-7000-8000-00000000d04a"};
  ASSERT_TRUE(here.dispatcher.run(here.context(), nullptr,
                                  registration(kCarol, "c@example.com", "superAdmin")));
  ASSERT_TRUE(here.dispatcher.run(here.context(), nullptr,
                                  registration(dora, "d@example.com", "superAdmin")));
  const NewBan carol{kCarol, {}, {}, {}};
  const NewBan back{dora, {}, {}, {}};
  EXPECT_EQ(outcome(members.ban(here.context(), {dora, "superAdmin", kLaptop}, carol, nullptr)),
            "done");
  EXPECT_EQ(outcome(members.ban(here.context(), kSuperAdmin, back, nullptr)),
            errors::kLastSuperAdmin.id);
}

TEST_F(Members, WhoSignsUpWhileTheAppEndsIsNoMember) {
  here.appender.before_next(
      [&] { ASSERT_TRUE(there.apps.remove(there.context(), kMembersOwner, kShop, nullptr)); });
  EXPECT_EQ(outcome(sign_up(kCarol, "c@example.com", "Shop", kBlog)), "done");
  EXPECT_TRUE(user(kCarol).active());
  EXPECT_TRUE(user(kCarol).memberships.empty());
}

// Banned in one app, and the other one ends: that would lock out the last superAdmin.
TEST_F(Members, WhomARuleKeepsDoesNotKeepTheOthers) {
  ASSERT_TRUE(here.dispatcher.run(here.context(), nullptr,
                                  registration(kCarol, "c@example.com", "superAdmin")));
  ASSERT_TRUE(here.apps.add(
      here.context(), RegisterApp{kBlog, "Blog", "", std::nullopt, "s3cret", kAlice}, nullptr));
  for (const auto& app : {kShop, kBlog})
    ASSERT_TRUE(members.join(here.context(), kCarol, app, nullptr));
  const UserId dora{"018f0000-0000-7000-8000-00000000d04a"};
  ASSERT_TRUE(here.dispatcher.run(here.context(), nullptr,
                                  registration(dora, "d@example.com", "superAdmin")));
  ASSERT_TRUE(
      members.ban(here.context(), {dora, "superAdmin", kLaptop}, {kCarol, kBlog, {}, {}}, nullptr));
  ASSERT_TRUE(here.users.archive(here.context(), dora, nullptr));
  ASSERT_TRUE(here.apps.remove(here.context(), kMembersOwner, kShop, nullptr));
  EXPECT_EQ(user(kAlice).membership(kShop), nullptr);
  EXPECT_EQ(user(kBob).membership(kShop), nullptr);
  EXPECT_NE(user(kCarol).membership(kShop), nullptr);
  EXPECT_FALSE(user(kCarol).locked());
  EXPECT_TRUE(here.apps.clean_up({kShop, std::nullopt}, kNow, 10).value()) << "nothing is left";
}

TEST_F(Members, AreFoundByTheirAddress) {
  EXPECT_EQ(members.find_by_email(kTenant, "ALICE@example.com").value(), kAlice);
  EXPECT_EQ(outcome(members.find_by_email(kTenant, "nobody@example.com")),
            errors::kUserNotFound.id);
}

}  // namespace
}  // namespace authledger::test
