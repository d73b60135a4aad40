#include "command/user/ban_user.h"

#include "shared/errors.h"
#include "tests/spec/app/apps.h"
#include "tests/support/scenario.h"

namespace authledger::test {
namespace {

using namespace command;
using namespace events;

BanUser ban(const std::string& actor_role = "user") {
  BanUser command;
  command.user_id = kAlice;
  command.app_id = kShop;
  command.app_owner = kBob;
  command.actor = kBob;
  command.actor_role = actor_role;
  command.now = kNow;
  return command;
}
BanUser account_ban(const std::string& actor_role) {
  auto command = ban(actor_role);
  command.app_id.reset();
  command.app_owner.reset();
  return command;
}
UserBanned banned(std::optional<AppId> app = kShop, std::optional<Timestamp> until = {}) {
  return {kAlice, std::move(app), {}, until, kBob};
}

TEST(BanUser, SaysWhyAndUntilWhen) {
  auto command = ban();
  command.reason = "spam";
  command.until = kNow.plus_s(60);
  UserBanned event = banned(kShop, kNow.plus_s(60));
  event.reason = std::string("spam");
  Scenario<UserAggregate>{}
      .given(registered(), joined(kShop))
      .when(command)
      .then(event)
      .and_again_nothing();
}

TEST(BanUser, AnotherTimeReplacesTheBan) {
  auto command = ban();
  command.until = kNow.plus_s(60);
  Scenario<UserAggregate>{}
      .given(registered(), joined(kShop), banned())
      .when(command)
      .then(banned(kShop, kNow.plus_s(60)))
      .and_again_nothing();
}

TEST(BanUser, InTheOnlyAppEndsEverySession) {
  Scenario<UserAggregate> scenario;
  scenario.given(registered(), joined(kShop), banned());
  EXPECT_TRUE(scenario.state().banned(kNow));
  EXPECT_TRUE(scenario.state().banned_in(kShop, kNow));
  EXPECT_FALSE(scenario.state().accepts_session(kLaptop, 2));
}

TEST(BanUser, InOneOfTwoAppsLeavesThePerson) {
  Scenario<UserAggregate> scenario;
  scenario.given(registered(), joined(kShop), joined(kBlog), banned());
  EXPECT_FALSE(scenario.state().banned(kNow));
  EXPECT_TRUE(scenario.state().banned_in(kShop, kNow));
  EXPECT_FALSE(scenario.state().banned_in(kBlog, kNow));
  EXPECT_TRUE(scenario.state().accepts_session(kLaptop, 2));
  scenario.given(banned(kBlog));
  EXPECT_TRUE(scenario.state().banned(kNow));
  EXPECT_FALSE(scenario.state().accepts_session(kLaptop, 4));
}

TEST(BanUser, AsAWholeCountsInEveryApp) {
  Scenario<UserAggregate> scenario;
  scenario.given(registered(), joined(kShop), banned(std::nullopt));
  EXPECT_TRUE(scenario.state().banned(kNow));
  EXPECT_TRUE(scenario.state().banned_in(kShop, kNow));
  EXPECT_FALSE(scenario.state().accepts_session(kLaptop, 2));
}

TEST(BanUser, IsOverAtItsTimeWithoutAnybodySayingSo) {
  Scenario<UserAggregate> scenario;
  scenario.given(registered(), joined(kShop), banned(kShop, kNow.plus_s(60)));
  EXPECT_TRUE(scenario.state().banned({kNow.ms + 59'999}));
  EXPECT_FALSE(scenario.state().banned(kNow.plus_s(60)));
  EXPECT_FALSE(scenario.state().banned_in(kShop, kNow.plus_s(60)));
  EXPECT_FALSE(scenario.state().accepts_session(kLaptop, 2)) << "sessions stay ended";
  EXPECT_TRUE(scenario.state().accepts_session(kLaptop, 3)) << "those after it do not";
}

TEST(BanUser, TheWholeAccountOnlyByAdmins) {
  Scenario<UserAggregate>{}
      .given(registered())
      .when(account_ban("user"))
      .then_fails(errors::kNotAllowed);
  Scenario<UserAggregate>{}
      .given(registered())
      .when(account_ban("admin"))
      .then(banned(std::nullopt))
      .and_again_nothing();
}

TEST(BanUser, NeverOneself) {
  auto command = ban("superAdmin");
  command.actor = kAlice;
  Scenario<UserAggregate>{}
      .given(registered(), joined(kShop))
      .when(command)
      .then_fails(errors::kCannotBanYourself);
}

TEST(BanUser, NeverTheOwner) {
  auto command = ban("superAdmin");
  command.app_owner = kAlice;
  Scenario<UserAggregate>{}
      .given(registered(), joined(kShop))
      .when(command)
      .then_fails(errors::kCannotBanOwner);
}

TEST(BanUser, AnAdminOnlyByASuperAdmin) {
  for (const char* role : {"admin", "superAdmin"}) {
    for (const char* actor : {"user", "admin"}) {
      Scenario<UserAggregate>{}
          .given(registered({.role = role}), joined(kShop))
          .when(ban(actor))
          .then_fails(errors::kCannotBanAdmin);
    }
    Scenario<UserAggregate>{}
        .given(registered({.role = role}), joined(kShop))
        .when(ban("superAdmin"))
        .then(banned());
  }
}

TEST(BanUser, NotIntoThePast) {
  auto command = ban();
  command.until = kNow;
  Scenario<UserAggregate>{}
      .given(registered(), joined(kShop))
      .when(command)
      .then_fails(errors::kInvalidInput);
}

TEST(BanUser, OfNobody) {
  Scenario<UserAggregate>{}.when(ban()).then_fails(errors::kUserNotFound);
  Scenario<UserAggregate>{}.given(registered()).when(ban()).then_fails(errors::kNotAMember);
}

TEST(BanUser, SetsATimerThatTheNextBanMoves) {
  auto command = ban();
  command.until = kNow.plus_s(60);
  const auto put = attachments_of(command);
  ASSERT_EQ(put.size(), 1U);
  EXPECT_EQ(put[0].due_at, kNow.plus_s(60));
  EXPECT_EQ(parse_ban_timer_id(put[0].id), (BanPlace{kAlice, kShop}));
  const auto removed = attachments_of(ban());
  ASSERT_EQ(removed.size(), 1U);
  EXPECT_EQ(removed[0].what, AttachmentChange::What::kRemove);
  EXPECT_EQ(removed[0].id, put[0].id);
  EXPECT_EQ(parse_ban_timer_id(attachments_of(account_ban("admin"))[0].id),
            (BanPlace{kAlice, std::nullopt}));
  EXPECT_FALSE(parse_ban_timer_id("nonsense"));
}

}  // namespace
}  // namespace authledger::test
