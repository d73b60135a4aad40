#include "command/user/assign_app_role.h"

#include "shared/errors.h"
#include "tests/spec/app/apps.h"
#include "tests/support/scenario.h"

namespace authledger::test {
namespace {

using namespace command;
using namespace events;

const AssignAppRole kAssign{kAlice, kShop, kFirstRole, kEditor, kBob};
const UserAppRoleAssigned kAssigned{kAlice, kShop, kFirstRole, kEditor, kBob};

TEST(AssignAppRole, OneMore) {
  Scenario<UserAggregate>{}
      .given(registered(), joined(kShop),
             UserAppRoleAssigned{kAlice, kShop, kSecondRole, kReader, kBob})
      .when(kAssign)
      .then(kAssigned)
      .and_again_nothing();
}

TEST(AssignAppRole, TwiceIsRefused) {
  auto again = kAssign;
  again.ur_id = kSecondRole;
  Scenario<UserAggregate>{}
      .given(registered(), joined(kShop), kAssigned)
      .when(again)
      .then_fails(errors::kRoleAlreadyAssigned);
}

TEST(AssignAppRole, AreNotWithoutEnd) {
  Scenario<UserAggregate> scenario;
  scenario.given(registered(), joined(kShop));
  for (std::size_t i = 0; i < kRolesOfOneMax; ++i) {
    const auto number = std::to_string(i);
    scenario.given(UserAppRoleAssigned{kAlice, kShop, RoleAssignmentId{"ur-" + number},
                                       AppRoleId{"role-" + number}, kBob});
  }
  scenario.when(kAssign).then_fails(errors::kTooManyAssignments);
}

TEST(AssignAppRole, OfNobody) {
  Scenario<UserAggregate>{}.when(kAssign).then_fails(errors::kUserNotFound);
  Scenario<UserAggregate>{}.given(registered()).when(kAssign).then_fails(errors::kNotAMember);
}

}  // namespace
}  // namespace authledger::test
