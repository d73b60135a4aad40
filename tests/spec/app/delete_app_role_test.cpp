#include "command/app/app_role.h"

#include "shared/errors.h"
#include "tests/spec/app/apps.h"
#include "tests/support/scenario.h"

namespace authledger::test {
namespace {

using namespace command;
using namespace events;

const DeleteAppRole kDeleteRole{kShop, kEditor, kBob, kNow};

TEST(DeleteAppRole, IsGoneOnce) {
  Scenario<AppAggregate>{}
      .given(shop(), role(kEditor, "editor"))
      .when(kDeleteRole)
      .then(AppRoleDeleted{kShop, kEditor, kBob})
      .and_again_nothing();
}

TEST(DeleteAppRole, LeavesSomethingToCleanUp) {
  ASSERT_EQ(attachments_of(kDeleteRole).size(), 1U);
  EXPECT_EQ(parse_clean_up_id(attachments_of(kDeleteRole)[0].id), (CleanUp{kShop, kEditor}));
}

TEST(DeleteAppRole, OfNoApp) {
  Scenario<AppAggregate>{}.when(kDeleteRole).then_fails(errors::kAppNotFound);
}

}  // namespace
}  // namespace authledger::test
