#include "tests/spec/group/groups.h"
#include "tests/support/scenario.h"

namespace authledger::test {
namespace {

using namespace command;

const AddGroupMember kAdd{kAliceAsEditor, kEditors, kAlice, kBob};

TEST(AddGroupMember, SaysWhoAddedWhomTo) {
  Scenario<GroupMemberAggregate>{}.when(kAdd).then(kAliceAdded).and_again_nothing();
}

TEST(AddGroupMember, AnIdIsUsedOnce) {
  auto bob = kAdd;
  bob.user_id = kBob;
  Scenario<GroupMemberAggregate>{}.given(kAliceAdded).when(bob).then_fails(errors::kStreamChanged);
  Scenario<GroupMemberAggregate>{}
      .given(kAliceAdded, kAliceRemoved)
      .when(kAdd)
      .then_fails(errors::kStreamChanged);
}

TEST(AddGroupMember, TakesThePlaceOfThisUserInThisGroup) {
  const auto claims = claims_of(GroupMemberState{}, kAliceAdded);
  ASSERT_EQ(claims.size(), 1U);
  EXPECT_EQ(claims[0].kind, "group_member");
  EXPECT_EQ(claims[0].value, kEditors.value + "/" + kAlice.value);
  EXPECT_TRUE(claims[0].take);
}

}  // namespace
}  // namespace authledger::test
