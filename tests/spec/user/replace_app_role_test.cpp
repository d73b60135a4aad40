#include "command/user/assign_app_role.h"

#include "shared/errors.h"
#include "tests/spec/app/apps.h"
#include "tests/support/scenario.h"

namespace authledger::test {
namespace {

using namespace command;
using namespace events;

const ReplaceAppRole kReplace{kAlice, kShop, kReader, kBob};
const UserAppRoleAssigned kIsEditor{kAlice, kShop, kFirstRole, kEditor, kBob};
const UserAppRoleAssigned kIsReader{kAlice, kShop, kSecondRole, kReader, kBob};

TEST(ReplaceAppRole, TheAssignmentGoesOn) {
  Scenario<UserAggregate>{}
      .given(registered(), joined(kShop), kIsEditor)
      .when(kReplace)
      .then(UserAppRoleReplaced{kAlice, kShop, kFirstRole, kEditor, kReader, {}, kBob})
      .and_again_nothing();
}

TEST(ReplaceAppRole, OneRoleIsLeft) {
  Scenario<UserAggregate> scenario;
  scenario.given(registered(), joined(kShop), kIsEditor, kIsReader)
      .when(kReplace)
      .then(UserAppRoleReplaced{kAlice, kShop, kSecondRole, kReader, kReader, {kFirstRole}, kBob})
      .and_again_nothing();
  const auto& roles = scenario.state().membership(kShop)->roles;
  ASSERT_EQ(roles.size(), 1U);
  EXPECT_EQ(roles.at(kSecondRole), kReader);
}

TEST(ReplaceAppRole, WhereThereIsNone) {
  Scenario<UserAggregate>{}
      .given(registered(), joined(kShop))
      .when(kReplace)
      .then_fails(errors::kAssignmentNotFound);
}

TEST(ReplaceAppRole, OfNobody) {
  Scenario<UserAggregate>{}.when(kReplace).then_fails(errors::kUserNotFound);
  Scenario<UserAggregate>{}.given(registered()).when(kReplace).then_fails(errors::kNotAMember);
}

}  // namespace
}  // namespace authledger::test
