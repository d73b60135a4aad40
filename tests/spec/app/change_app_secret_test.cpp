#include "command/app/change_app.h"

#include "shared/errors.h"
#include "tests/spec/app/apps.h"
#include "tests/support/scenario.h"

namespace authledger::test {
namespace {

using namespace command;
using namespace events;

TEST(ChangeAppSecret, TheOldOneProvesNothing) {
  Scenario<AppAggregate> scenario;
  scenario.given(shop())
      .when(ChangeAppSecret{kShop, "other", kBob})
      .then(AppSecretChanged{kShop, std::string("other"), kBob})
      .and_again_nothing();
  EXPECT_TRUE(scenario.state().proves("other"));
  EXPECT_FALSE(scenario.state().proves("s3cret"));
}

TEST(ChangeAppSecret, OfNone) {
  Scenario<AppAggregate>{}
      .when(ChangeAppSecret{kShop, "other", kBob})
      .then_fails(errors::kAppNotFound);
}

}  // namespace
}  // namespace authledger::test
