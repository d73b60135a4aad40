#include "command/app/app_role.h"

#include "shared/errors.h"
#include "tests/spec/app/apps.h"
#include "tests/support/scenario.h"

namespace authledger::test {
namespace {

using namespace command;
using namespace events;

TEST(UpdateAppRole, SaysOnlyWhatChanged) {
  Scenario<AppAggregate>{}
      .given(shop(), role(kEditor, "editor"))
      .when(UpdateAppRole{kShop, kEditor, "editor", "writes", kBob})
      .then(AppRoleUpdated{kShop, kEditor, {}, "writes", kBob})
      .and_again_nothing();
}

TEST(UpdateAppRole, KnowsWhen) {
  Scenario<AppAggregate> scenario;
  scenario.given(shop(), role(kEditor, "editor"))
      .at(kNow.plus_s(60))
      .given(AppRoleUpdated{kShop, kEditor, "author", {}, kBob});
  const auto& updated = scenario.state().roles.at(kEditor);
  EXPECT_EQ(updated.name, "author");
  EXPECT_EQ(updated.created_at, kNow);
  EXPECT_EQ(updated.updated_at, kNow.plus_s(60));
}

TEST(UpdateAppRole, ItsNameIsNoOthers) {
  Scenario<AppAggregate>{}
      .given(shop(), role(kEditor, "editor"), role(kReader, "reader"))
      .when(UpdateAppRole{kShop, kEditor, "Reader", {}, kBob})
      .then_fails(errors::kAppRoleNameTaken);
}

TEST(UpdateAppRole, OfNone) {
  const UpdateAppRole command{kShop, kEditor, "editor", {}, kBob};
  Scenario<AppAggregate>{}.when(command).then_fails(errors::kAppNotFound);
  Scenario<AppAggregate>{}.given(shop()).when(command).then_fails(errors::kAppRoleNotFound);
}

}  // namespace
}  // namespace authledger::test
