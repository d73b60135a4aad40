#include "command/user/assign_app_role.h"

#include "shared/errors.h"
#include "tests/spec/app/apps.h"
#include "tests/support/scenario.h"

namespace authledger::test {
namespace {

using namespace command;
using namespace events;

const RemoveAppRole kRemove{kAlice, kShop, kFirstRole, kBob};

TEST(RemoveAppRole, OneOfThem) {
  Scenario<UserAggregate>{}
      .given(registered(), joined(kShop),
             UserAppRoleAssigned{kAlice, kShop, kFirstRole, kEditor, kBob})
      .when(kRemove)
      .then(UserAppRoleRemoved{kAlice, kShop, kFirstRole, kEditor, kBob})
      .and_again_nothing();
}

TEST(RemoveAppRole, OfNobody) {
  Scenario<UserAggregate>{}.when(kRemove).then_fails(errors::kUserNotFound);
  Scenario<UserAggregate>{}.given(registered()).when(kRemove).then_fails(errors::kNotAMember);
}

}  // namespace
}  // namespace authledger::test
