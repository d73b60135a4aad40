#include "command/user/ban_user.h"

#include "shared/errors.h"
#include "tests/spec/app/apps.h"
#include "tests/support/scenario.h"

namespace authledger::test {
namespace {

using namespace command;
using namespace events;

UnbanUser unban(const std::string& actor_role = "user") {
  return {kAlice, kShop, kBob, actor_role};
}
const UserBanned kBanned{kAlice, kShop, {}, {}, kBob};
const UserBanned kAccountBanned{kAlice, {}, {}, {}, kBob};

TEST(UnbanUser, SaysByWhom) {
  Scenario<UserAggregate>{}
      .given(registered(), joined(kShop), kBanned)
      .when(unban())
      .then(UserUnbanned{kAlice, kShop, kBob})
      .and_again_nothing();
}

TEST(UnbanUser, InTheAppLeavesTheBanOfTheAccount) {
  Scenario<UserAggregate> scenario;
  scenario.given(registered(), joined(kShop), kBanned, kAccountBanned,
                 UserUnbanned{kAlice, kShop, kBob});
  EXPECT_TRUE(scenario.state().banned(kNow));
  scenario.given(UserUnbanned{kAlice, {}, kBob});
  EXPECT_FALSE(scenario.state().banned(kNow));
}

TEST(UnbanUser, TheWholeAccountOnlyByAdmins) {
  auto command = unban();
  command.app_id.reset();
  Scenario<UserAggregate>{}
      .given(registered(), kAccountBanned)
      .when(command)
      .then_fails(errors::kNotAllowed);
  command.actor_role = "admin";
  Scenario<UserAggregate>{}
      .given(registered(), kAccountBanned)
      .when(command)
      .then(UserUnbanned{kAlice, {}, kBob});
}

TEST(UnbanUser, AnAdminOnlyByASuperAdmin) {
  Scenario<UserAggregate>{}
      .given(registered({.role = "admin"}), joined(kShop), kBanned)
      .when(unban("admin"))
      .then_fails(errors::kSuperAdminOnly);
  Scenario<UserAggregate>{}
      .given(registered({.role = "admin"}), joined(kShop), kBanned)
      .when(unban("superAdmin"))
      .then(UserUnbanned{kAlice, kShop, kBob});
}

TEST(UnbanUser, OfNobody) {
  Scenario<UserAggregate>{}.when(unban()).then_fails(errors::kUserNotFound);
  Scenario<UserAggregate>{}.given(registered()).when(unban()).then_fails(errors::kNotAMember);
}

TEST(UnbanUser, StopsTheTimer) {
  EXPECT_EQ(attachments_of(unban())[0].what, AttachmentChange::What::kRemove);
}

}  // namespace
}  // namespace authledger::test
