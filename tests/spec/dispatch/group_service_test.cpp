// Members of groups: who can be one, once, and who is, by the log alone.
#include <gtest/gtest.h>

#include "command/group/group_service.h"
#include "tests/spec/group/groups.h"
#include "tests/spec/support/world.h"

namespace authledger::test {
namespace {

using namespace command;

struct Groups : testing::Test {
  World world;
  Process& here = world.here;
  GroupService service{here.dispatcher};
  int made = 0;

  void SetUp() override {
    ASSERT_TRUE(here.users.register_user(here.context(), kRegisterAlice, kPassword, nullptr));
    ASSERT_TRUE(here.dispatcher.run(here.context(), nullptr,
                                    CreateGroup{kEditors, "Editors", std::nullopt, kBob}));
  }
  AddGroupMember add(const UserId& user, const GroupId& group = kEditors) {
    const std::string id = "018f0000-0000-7000-8000-00000000000" + std::to_string(++made);
    return {GroupMemberId{id}, group, user, kBob};
  }
  std::string_view added(const AddGroupMember& command, const CommandContext& context) {
    const auto written = service.add_member(context, command, nullptr);
    return written ? std::string_view("added") : written.error().id;
  }
  std::string_view added(const AddGroupMember& command) { return added(command, here.context()); }
  bool is_member() { return service.is_member(kTenant, kEditors, kAlice).value(); }
};

TEST_F(Groups, AUserIsInAGroupOnce) {
  EXPECT_FALSE(is_member());
  EXPECT_EQ(added(add(kAlice)), "added");
  EXPECT_TRUE(is_member());
  EXPECT_EQ(added(add(kAlice)), errors::kAlreadyAMember.id);
}

TEST_F(Groups, TwoAtOnceLeaveOne) {
  const auto mine = add(kAlice);
  const auto theirs = add(kAlice);
  here.appender.before_next(
      [&] { ASSERT_TRUE(world.there.dispatcher.run(world.there.context(), nullptr, theirs)); });
  EXPECT_EQ(added(mine), errors::kAlreadyAMember.id);
  EXPECT_TRUE(service.member(kTenant, theirs.member_id));
  EXPECT_FALSE(service.member(kTenant, mine.member_id));
}

TEST_F(Groups, WhoWasRemovedCanComeBack) {
  const auto first = add(kAlice);
  EXPECT_EQ(added(first), "added");
  ASSERT_TRUE(
      here.dispatcher.run(here.context(), nullptr, RemoveGroupMember{first.member_id, kBob}));
  EXPECT_FALSE(is_member());
  EXPECT_EQ(added(add(kAlice)), "added");
  EXPECT_TRUE(is_member());
}

TEST_F(Groups, OnlyLivingUsersAndGroupsOfTheTenant) {
  EXPECT_EQ(added(add(kCarol)), errors::kUserNotFound.id);
  EXPECT_EQ(added(add(kAlice, GroupId{kAlice.value})), errors::kGroupNotFound.id);
  auto elsewhere = here.context();
  elsewhere.tenant_id = "other";
  EXPECT_EQ(added(add(kAlice), elsewhere), errors::kGroupNotFound.id);
  ASSERT_TRUE(here.users.archive(here.context(), kAlice, nullptr));
  EXPECT_EQ(added(add(kAlice)), errors::kUserNotFound.id);
}

TEST_F(Groups, MembershipsEndWithTheirGroup) {
  const auto command = add(kAlice);
  EXPECT_EQ(added(command), "added");
  ASSERT_TRUE(here.dispatcher.run(here.context(), nullptr, DeleteGroup{kEditors, kBob}));
  EXPECT_FALSE(is_member());
  EXPECT_FALSE(service.member(kTenant, command.member_id));
  EXPECT_EQ(added(add(kAlice)), errors::kGroupNotFound.id);
}

TEST_F(Groups, NoCommandCrossesTenants) {
  auto elsewhere = here.context();
  elsewhere.tenant_id = "other";
  const auto refused = here.dispatcher.run(elsewhere, nullptr, DeleteGroup{kEditors, kBob});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().id, errors::kGroupNotFound.id);
}

}  // namespace
}  // namespace authledger::test
