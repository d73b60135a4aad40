#include "command/app/change_app.h"

#include "shared/errors.h"
#include "tests/spec/app/apps.h"
#include "tests/support/scenario.h"

namespace authledger::test {
namespace {

using namespace command;
using namespace events;

const RegisterApp kRegister{kShop, "Shop", "Sells things", std::nullopt, "s3cret", kBob};

TEST(RegisterApp, WritesAllOfIt) {
  Scenario<AppAggregate>{}.when(kRegister).then(shop()).and_again_nothing();
}

TEST(RegisterApp, AnIdOfAnotherApp) {
  auto other = kRegister;
  other.name = "Blog";
  Scenario<AppAggregate>{}.given(shop()).when(other).then_fails(errors::kStreamChanged);
  Scenario<AppAggregate>{}
      .given(shop(), AppDeleted{kShop, kBob})
      .when(kRegister)
      .then_fails(errors::kStreamChanged);
}

TEST(RegisterApp, TakesTheNameWhateverItsCase) {
  Scenario<AppAggregate> scenario;
  const auto claims = claims_of(scenario.state(), shop());
  ASSERT_EQ(claims.size(), 1U);
  EXPECT_EQ(claims[0].value, "shop");
  EXPECT_TRUE(claims[0].take);
}

TEST(RegisterApp, ItsSecretProvesIt) {
  Scenario<AppAggregate> scenario;
  scenario.given(shop());
  EXPECT_TRUE(scenario.state().proves("s3cret"));
  EXPECT_FALSE(scenario.state().proves("s3creT"));
  EXPECT_FALSE(scenario.state().proves(""));
  scenario.given(AppDeleted{kShop, kBob});
  EXPECT_FALSE(scenario.state().proves("s3cret"));
}

}  // namespace
}  // namespace authledger::test
