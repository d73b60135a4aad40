#include "command/app/change_app.h"

#include "shared/errors.h"
#include "tests/spec/app/apps.h"
#include "tests/support/scenario.h"

namespace authledger::test {
namespace {

using namespace command;
using namespace events;

const DeleteApp kDeleteShop{kShop, kBob, kNow};

TEST(DeleteApp, FreesTheNameAndTheRoles) {
  Scenario<AppAggregate> scenario;
  scenario.given(shop(), role(kEditor, "editor"))
      .when(kDeleteShop)
      .then(AppDeleted{kShop, kBob})
      .and_again_nothing();
  Scenario<AppAggregate> before;
  before.given(shop(), role(kEditor, "editor"));
  const AppEvent deleted = AppDeleted{kShop, kBob};
  ASSERT_EQ(claims_of(before.state(), deleted).size(), 1U);
  EXPECT_FALSE(claims_of(before.state(), deleted)[0].take);
  EXPECT_EQ(entries_of(before.state(), deleted).size(), 2U) << "of the owner and of the role";
  EXPECT_FALSE(scenario.state().exists());
}

TEST(DeleteApp, LeavesSomethingToCleanUp) {
  const auto changes = attachments_of(kDeleteShop);
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].due_at, kNow);
  EXPECT_EQ(parse_clean_up_id(changes[0].id), (CleanUp{kShop, std::nullopt}));
  EXPECT_EQ(parse_clean_up_id(clean_up_id({kShop, kEditor})), (CleanUp{kShop, kEditor}));
  EXPECT_FALSE(parse_clean_up_id("nonsense"));
}

TEST(DeleteApp, OfNone) {
  Scenario<AppAggregate>{}.when(kDeleteShop).then_fails(errors::kAppNotFound);
}

}  // namespace
}  // namespace authledger::test
