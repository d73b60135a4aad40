#include "tests/spec/group/groups.h"
#include "tests/support/scenario.h"

namespace authledger::test {
namespace {

using namespace command;

const RemoveGroupMember kRemove{kAliceAsEditor, kBob};

TEST(RemoveGroupMember, OnceIsEnough) {
  Scenario<GroupMemberAggregate>{}
      .given(kAliceAdded)
      .when(kRemove)
      .then(kAliceRemoved)
      .and_again_nothing();
}

TEST(RemoveGroupMember, OfOneThatNeverWas) {
  Scenario<GroupMemberAggregate>{}.when(kRemove).then_fails(errors::kGroupMemberNotFound);
}

TEST(RemoveGroupMember, FreesThePlace) {
  const auto claims = claims_of(GroupMemberState{}, kAliceRemoved);
  ASSERT_EQ(claims.size(), 1U);
  EXPECT_EQ(claims[0].value, kEditors.value + "/" + kAlice.value);
  EXPECT_FALSE(claims[0].take);
}

}  // namespace
}  // namespace authledger::test
