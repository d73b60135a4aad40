// Permissions as use cases: granted once, found by user and role, in every process at once.
#include "command/permission/permission_service.h"

#include <gtest/gtest.h>

#include "command/group/change_group.h"
#include "command/permission/revoke_permission.h"
#include "tests/spec/permission/grants.h"
#include "tests/spec/support/world.h"

namespace authledger::test {
namespace {

using namespace command;

struct Permissions : testing::Test {
  World world;
  Process& here = world.here;
  Process& there = world.there;

  Permissions() {
    EXPECT_TRUE(here.users.register_user(here.context(), registration(kAlice, "a@example.com"),
                                         kPassword, nullptr));
  }

  // The grant's id.
  PermissionId grant(const Grant& what, Process& process) {
    PermissionId id;
    const auto written = process.permissions.grant(process.context(), what, kCarol,
                                                   [&](const PermissionId& one) -> Render {
                                                     id = one;
                                                     return nullptr;
                                                   });
    EXPECT_TRUE(written) << written.error().id;
    return id;
  }
  Status revoke(const PermissionId& id, Process& process) {
    AUTHLEDGER_TRY(written,
                   process.dispatcher.run(process.context(), nullptr, RevokePermission{id, kBob}));
    (void)written;
    return {};
  }
  Verdict check(Process& process, std::optional<ObjectId> object = std::nullopt,
                const std::string& tenant = kTenant) {
    const PermissionCheck one{kAlice, kManage, std::move(object)};
    return process.permissions.check(tenant, std::span(&one, 1)).value().front();
  }
  std::size_t grants_of_alice(Process& process) {
    auto pages = process.permissions.grants_of(kTenant, kAlice).value();
    std::size_t count = 0;
    for (auto page = pages.next().value(); !page.empty(); page = pages.next().value())
      count += page.size();
    return count;
  }
};

TEST_F(Permissions, TwiceIsOneGrant) {
  const auto first = grant(to_user(kAlice), here);
  EXPECT_EQ(grant(to_user(kAlice), here), first);
  EXPECT_EQ(grant(to_user(kAlice), there), first);
  EXPECT_NE(grant(to_user(kAlice, false), here), first);
  EXPECT_EQ(world.log.types_of("permission-" + first.value),
            (std::vector<std::string>{"permission.granted"}));
}

TEST_F(Permissions, TheSameGrantAtOnceIsOne) {
  PermissionId other;
  here.appender.before_next([&] { other = grant(to_user(kAlice), there); });
  EXPECT_EQ(grant(to_user(kAlice), here), other);
  EXPECT_EQ(grants_of_alice(here), 1u);
}

TEST_F(Permissions, RevokedAndGrantedAgainIsAnotherGrant) {
  const auto first = grant(to_user(kAlice), here);
  ASSERT_TRUE(revoke(first, there));
  EXPECT_FALSE(check(here).can_do) << "here nobody was told";
  const auto second = grant(to_user(kAlice), here);
  EXPECT_NE(second, first);
  ASSERT_EQ(check(there).because.size(), 1u);
  EXPECT_EQ(check(there).because[0].id, second);
  EXPECT_EQ(check(there).because[0].event_id,
            world.log.read_stream("permission-" + second.value, 0)->front().event_id);
}

TEST_F(Permissions, FollowTheRole) {
  grant(to_role("editor"), here);
  EXPECT_FALSE(check(there).can_do);
  ASSERT_TRUE(here.dispatcher.run(here.context(), nullptr,
                                  ChangeRole{kAlice, "editor", kCarol, "superAdmin"}));
  EXPECT_TRUE(check(there).can_do);
  EXPECT_EQ(grants_of_alice(there), 1u);
}

TEST_F(Permissions, ARoleAndAUserMustBothMatch) {
  auto both = to_user(kAlice);
  both.role_id = "editor";
  grant(both, here);
  EXPECT_FALSE(check(here).can_do);
  EXPECT_EQ(grants_of_alice(here), 0u);
  ASSERT_TRUE(here.dispatcher.run(here.context(), nullptr,
                                  ChangeRole{kAlice, "editor", kCarol, "superAdmin"}));
  EXPECT_TRUE(check(here).can_do);
  EXPECT_EQ(grants_of_alice(here), 1u);
}

TEST_F(Permissions, FollowTheGroup) {
  const AddGroupMember member{GroupMemberId{"018f0000-0000-7000-8000-000000000e01"}, kStaff, kAlice,
                              kBob};
  ASSERT_TRUE(here.dispatcher.run(here.context(), nullptr,
                                  CreateGroup{kStaff, "Staff", std::nullopt, kBob}));
  grant(to_group(kStaff), here);
  EXPECT_FALSE(check(there).can_do);
  ASSERT_TRUE(here.groups.add_member(here.context(), member, nullptr));
  EXPECT_TRUE(check(there).can_do);
  EXPECT_EQ(grants_of_alice(there), 1u);
  ASSERT_TRUE(
      here.dispatcher.run(here.context(), nullptr, RemoveGroupMember{member.member_id, kBob}));
  EXPECT_FALSE(check(there).can_do) << "there nobody was told";
  EXPECT_EQ(grants_of_alice(there), 0u);
}

TEST_F(Permissions, OfAGroupEndWithIt) {
  ASSERT_TRUE(here.dispatcher.run(here.context(), nullptr,
                                  CreateGroup{kStaff, "Staff", std::nullopt, kBob}));
  grant(to_group(kStaff), here);
  ASSERT_TRUE(here.groups.add_member(
      here.context(), {GroupMemberId{"018f0000-0000-7000-8000-000000000e01"}, kStaff, kAlice, kBob},
      nullptr));
  ASSERT_TRUE(check(there).can_do);
  ASSERT_TRUE(here.dispatcher.run(here.context(), nullptr, DeleteGroup{kStaff, kBob}));
  EXPECT_FALSE(check(there).can_do);
}

TEST_F(Permissions, AreGrantedToGroupsOfTheTenantAlone) {
  const auto render = [](const PermissionId&) -> Render { return nullptr; };
  EXPECT_EQ(here.permissions.grant(here.context(), to_group(kGuests), kCarol, render).error().id,
            errors::kGroupNotFound.id);
}

TEST_F(Permissions, ObjectsAreExceptions) {
  grant(to_role("user"), here);
  grant(on(kOrder, to_user(kAlice, false)), here);
  EXPECT_TRUE(check(here).can_do);
  EXPECT_FALSE(check(here, kOrder).can_do);
  EXPECT_TRUE(check(here, kOtherOrder).can_do);
  const auto scope = here.permissions.scope(kTenant, kAlice, kManage).value();
  EXPECT_TRUE(scope.can_do);
  EXPECT_EQ(scope.exceptions, std::vector{kOrder});
  EXPECT_FALSE(here.permissions.scope(kTenant, kAlice, "orders").value().can_do);
}

TEST_F(Permissions, NobodyInactiveMayAnything) {
  grant(to_role("user"), here);
  ASSERT_TRUE(check(there).can_do);
  ASSERT_TRUE(here.users.archive(here.context(), kAlice, nullptr));
  EXPECT_FALSE(check(there).can_do);
  EXPECT_TRUE(check(there).because.empty());
  EXPECT_EQ(grants_of_alice(there), 0u);
}

TEST_F(Permissions, TenantsAreClosedToEachOther) {
  grant(to_role("user"), here);
  EXPECT_FALSE(check(here, std::nullopt, "other").can_do);
  auto context = here.context();
  context.tenant_id = "other";
  const auto render = [](const PermissionId&) -> Render { return nullptr; };
  EXPECT_EQ(here.permissions.grant(context, to_user(kAlice), kCarol, render).error().id,
            errors::kUserNotFound.id);
  const auto id = grant(to_user(kAlice), here);
  EXPECT_EQ(here.dispatcher.run(context, nullptr, RevokePermission{id, kCarol}).error().id,
            errors::kPermissionNotFound.id);
  EXPECT_TRUE(check(here).can_do);
}

TEST_F(Permissions, OneAnswerHasALimit) {
  PermissionService few(here.dispatcher, here.groups, world.storage.clock, world.storage.random, 2);
  grant(on(kOrder, to_user(kAlice)), here);
  grant(on(kOtherOrder, to_user(kAlice)), here);
  EXPECT_EQ(few.scope(kTenant, kAlice, kManage)->exceptions.size(), 2u);
  grant(to_user(kAlice), here);
  EXPECT_EQ(few.scope(kTenant, kAlice, kManage).error().id, errors::kTooManyGrants.id);
  const PermissionCheck one{kAlice, kManage, kOrder};
  EXPECT_TRUE(few.check(kTenant, std::span(&one, 1))->front().can_do) << "one is still answered";
}

// More than a page, in the order of the log's keys, each once.
TEST_F(Permissions, PagesHoldThemAll) {
  for (int i = 0; i < 1100; ++i) {
    const ObjectId object{new_uuid(world.storage.clock, world.storage.random)};
    const GrantPermission one{PermissionId{object.value}, on(object, to_user(kAlice)), kCarol};
    ASSERT_TRUE(here.dispatcher.run(here.context(), nullptr, one));
  }
  EXPECT_EQ(grants_of_alice(there), 1100u);
}

}  // namespace
}  // namespace authledger::test
