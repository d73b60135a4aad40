#include "command/permission/revoke_permission.h"

#include "tests/spec/permission/grants.h"
#include "tests/support/scenario.h"

namespace authledger::test {
namespace {

using namespace command;

const RevokePermission kRevoke{kGrantOne, kBob};

TEST(RevokePermission, EndsIt) {
  Scenario<PermissionAggregate>{}
      .given(granted(kGrantOne, to_role("editor")))
      .when(kRevoke)
      .then(events::PermissionRevoked{kGrantOne, kBob})
      .and_again_nothing();
}

TEST(RevokePermission, WhatWasNeverGrantedIsUnknown) {
  Scenario<PermissionAggregate>{}.when(kRevoke).then_fails(errors::kPermissionNotFound);
}

// What a grant takes and adds, its end frees and removes.
TEST(RevokePermission, FreesTheClaimAndTheEntries) {
  for (const auto& what : {to_user(kAlice), to_group(kStaff), on(kOrder, to_role("editor"))}) {
    const events::PermissionEvent grant = granted(kGrantOne, what);
    const auto taken = claims_of({}, grant);
    const auto added = entries_of({}, grant);
    PermissionState state;
    evolve(state, grant, {});
    const events::PermissionEvent end = events::PermissionRevoked{kGrantOne, kBob};
    const auto freed = claims_of(state, end);
    const auto removed = entries_of(state, end);
    ASSERT_EQ(taken.size(), 1u);
    ASSERT_EQ(freed.size(), 1u);
    EXPECT_TRUE(taken[0].take);
    EXPECT_FALSE(freed[0].take);
    EXPECT_EQ(taken[0].value, freed[0].value);
    ASSERT_EQ(added.size(), 3u);
    ASSERT_EQ(removed.size(), 3u);
    for (std::size_t i = 0; i < added.size(); ++i) {
      EXPECT_TRUE(added[i].add);
      EXPECT_FALSE(removed[i].add);
      EXPECT_EQ(added[i].kind, removed[i].kind);
      EXPECT_EQ(added[i].key, removed[i].key);
    }
  }
}

}  // namespace
}  // namespace authledger::test
