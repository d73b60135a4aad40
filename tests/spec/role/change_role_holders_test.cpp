#include "command/context.h"
#include "command/role/role_holders.h"
#include "shared/errors.h"
#include "tests/support/scenario.h"

namespace authledger::test {
namespace {

using namespace command;
using namespace events;

const RoleHolderAdded kAliceHolds{"superAdmin", kAlice};
const RoleHolderAdded kBobHolds{"superAdmin", kBob};

TEST(ChangeRoleHolders, Adds) {
  Scenario<RoleHoldersAggregate>{}
      .when(ChangeRoleHolders{kTenant, kAlice, true})
      .then(kAliceHolds)
      .and_again_nothing();
}

TEST(ChangeRoleHolders, RemovesWhileAnotherIsLeft) {
  Scenario<RoleHoldersAggregate>{}
      .given(kAliceHolds, kBobHolds)
      .when(ChangeRoleHolders{kTenant, kAlice, false})
      .then(RoleHolderRemoved{"superAdmin", kAlice})
      .and_again_nothing();
}

TEST(ChangeRoleHolders, KeepsTheLastOne) {
  Scenario<RoleHoldersAggregate>{}
      .given(kAliceHolds, kBobHolds, RoleHolderRemoved{"superAdmin", kAlice})
      .when(ChangeRoleHolders{kTenant, kBob, false})
      .then_fails(errors::kLastSuperAdmin);
}

TEST(ChangeRoleHolders, RemovingWhoNeverHeldItIsNothing) {
  Scenario<RoleHoldersAggregate>{}
      .given(kAliceHolds)
      .when(ChangeRoleHolders{kTenant, kBob, false})
      .then_nothing();
}

// What a change of a person means for the set: held before, held after, change.
TEST(RoleChange, CountsActiveSuperAdminsOnly) {
  const auto user = [](const std::string& role, bool archived, bool deleted) {
    UserState state;
    state.id = kAlice;
    state.role_id = role;
    if (archived) state.restorable_until = kNow;
    state.deleted = deleted;
    return state;
  };
  const UserState nobody;
  const auto plain = user("user", false, false);
  const auto super_admin = user("superAdmin", false, false);
  const auto archived = user("superAdmin", true, false);
  const auto deleted = user("superAdmin", false, true);

  struct Row {
    const char* name;
    const UserState& before;
    const UserState& after;
    std::optional<bool> holds;
  };
  const Row rows[] = {{"registered as one", nobody, super_admin, true},
                      {"registered plain", nobody, plain, std::nullopt},
                      {"promoted", plain, super_admin, true},
                      {"demoted", super_admin, plain, false},
                      {"archived", super_admin, archived, false},
                      {"restored", archived, super_admin, true},
                      {"deleted", super_admin, deleted, false},
                      {"deleted while archived", archived, deleted, std::nullopt},
                      {"unchanged", super_admin, super_admin, std::nullopt}};
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    const auto change = role_change(kTenant, row.before, row.after);
    ASSERT_EQ(change.has_value(), row.holds.has_value());
    if (!change) continue;
    EXPECT_EQ(change->holds, *row.holds);
    EXPECT_EQ(change->user_id, kAlice);
    EXPECT_EQ(change->tenant_id, kTenant);
  }
}

}  // namespace
}  // namespace authledger::test
