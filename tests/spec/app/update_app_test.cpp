#include "command/app/change_app.h"

#include "shared/errors.h"
#include "tests/spec/app/apps.h"
#include "tests/support/scenario.h"

namespace authledger::test {
namespace {

using namespace command;
using namespace events;

TEST(UpdateApp, SaysOnlyWhatChanged) {
  UpdateApp command;
  command.app_id = kShop;
  command.name = "Shop";
  command.description = "Sells more";
  command.actor = kBob;
  Scenario<AppAggregate>{}
      .given(shop())
      .when(command)
      .then(AppUpdated{kShop, {}, "Sells more", {}, {}, kBob})
      .and_again_nothing();
}

TEST(UpdateApp, ASecretIsAFactOfItsOwn) {
  UpdateApp command{kShop, "Store", {}, {}, "other", kBob};
  Scenario<AppAggregate>{}
      .given(shop())
      .when(command)
      .then(AppUpdated{kShop, "Store", {}, {}, {}, kBob},
            AppSecretChanged{kShop, std::string("other"), kBob})
      .and_again_nothing();
}

TEST(UpdateApp, AUrlComesAndGoes) {
  UpdateApp command{kShop, {}, {}, {true, "https://shop.example"}, {}, kBob};
  Scenario<AppAggregate>{}
      .given(shop())
      .when(command)
      .then(AppUpdated{kShop, {}, {}, "https://shop.example", {}, kBob})
      .and_again_nothing();
  command.url = {true, std::nullopt};
  Scenario<AppAggregate>{}
      .given(shop(), AppUpdated{kShop, {}, {}, "https://shop.example", {}, kBob})
      .when(command)
      .then(AppUpdated{kShop, {}, {}, {}, {"url"}, kBob})
      .and_again_nothing();
}

TEST(UpdateApp, AnotherNameFreesTheOneBefore) {
  Scenario<AppAggregate> scenario;
  scenario.given(shop());
  const auto claims = claims_of(scenario.state(), AppUpdated{kShop, "Store", {}, {}, {}, kBob});
  ASSERT_EQ(claims.size(), 2U);
  EXPECT_FALSE(claims[0].take);
  EXPECT_EQ(claims[0].value, "shop");
  EXPECT_EQ(claims[1].value, "store");
  EXPECT_TRUE(claims_of(scenario.state(), AppUpdated{kShop, "SHOP", {}, {}, {}, kBob}).empty());
}

TEST(UpdateApp, OfNone) {
  const UpdateApp command{kShop, "Store", {}, {}, {}, kBob};
  Scenario<AppAggregate>{}.when(command).then_fails(errors::kAppNotFound);
  Scenario<AppAggregate>{}
      .given(shop(), AppDeleted{kShop, kBob})
      .when(command)
      .then_fails(errors::kAppNotFound);
}

}  // namespace
}  // namespace authledger::test
