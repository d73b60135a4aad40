#include "command/app/app_role.h"

#include "shared/errors.h"
#include "tests/spec/app/apps.h"
#include "tests/support/scenario.h"

namespace authledger::test {
namespace {

using namespace command;
using namespace events;

const CreateAppRole kCreate{kShop, kEditor, "editor", "writes", kBob};

TEST(CreateAppRole, HasNobodyYet) {
  Scenario<AppAggregate>{}
      .given(shop())
      .when(kCreate)
      .then(AppRoleCreated{kShop, kEditor, "editor", "writes", kBob})
      .and_again_nothing();
}

TEST(CreateAppRole, NamesAreUniqueInTheApp) {
  Scenario<AppAggregate>{}
      .given(shop(), role(kReader, "Editor"))
      .when(kCreate)
      .then_fails(errors::kAppRoleNameTaken);
  Scenario<AppAggregate>{}
      .given(shop(), role(kReader, "Editor"), AppRoleDeleted{kShop, kReader, kBob})
      .when(kCreate)
      .then(AppRoleCreated{kShop, kEditor, "editor", "writes", kBob});
}

TEST(CreateAppRole, AreNotWithoutEnd) {
  Scenario<AppAggregate> scenario;
  scenario.given(shop());
  for (std::size_t i = 0; i < kRolesOfAppMax; ++i) {
    const auto number = std::to_string(i);
    scenario.given(role(AppRoleId{"role-" + number}, "name-" + number));
  }
  scenario.when(kCreate).then_fails(errors::kTooManyAppRoles);
}

TEST(CreateAppRole, OfNoApp) {
  Scenario<AppAggregate>{}.when(kCreate).then_fails(errors::kAppNotFound);
}

}  // namespace
}  // namespace authledger::test
