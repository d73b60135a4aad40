#include "command/user/claim_account.h"

#include "shared/errors.h"
#include "tests/support/scenario.h"

namespace authledger::test {
namespace {

using namespace command;
using namespace events;

const ClaimAccount kClaim{kAlice, "Alice@example.com"};
const UserPasswordChanged kPasswordGone{kAlice, std::string(), origin::kClaimed, std::nullopt};

TEST(ClaimAccount, TakesWhatOthersMayKnowOfIt) {
  Scenario<UserAggregate> scenario;
  scenario
      .given(registered({.mobile = "+441234567890"}), UserMobileVerified{kAlice},
             UserSecondFactorChanged{kAlice, "mobile", kAlice})
      .when(kClaim)
      .then(kPasswordGone, UserSecondFactorChanged{kAlice, "off", kAlice},
            UserMobileChanged{kAlice, std::nullopt}, UserEmailVerified{kAlice})
      .and_again_nothing();
}

TEST(ClaimAccount, EndsTheSessionsEvenWithoutAPassword) {
  Scenario<UserAggregate> scenario;
  scenario.given(registered({.hash = ""}))
      .when(kClaim)
      .then(kPasswordGone, UserEmailVerified{kAlice});
  scenario.given(kPasswordGone);
  EXPECT_FALSE(scenario.state().accepts_session(kLaptop, 1));
  EXPECT_TRUE(scenario.state().password_hash.empty());
}

TEST(ClaimAccount, LeavesAVerifiedOneAlone) {
  Scenario<UserAggregate>{}
      .given(registered({.mobile = "+441234567890"}), UserEmailVerified{kAlice})
      .when(kClaim)
      .then_nothing();
}

TEST(ClaimAccount, OfNobodyAndOfAnotherAddress) {
  Scenario<UserAggregate>{}.when(kClaim).then_fails(errors::kUserNotFound);
  Scenario<UserAggregate>{}
      .given(registered({.email = "alice@example.org"}))
      .when(kClaim)
      .then_fails(errors::kAddressChanged);
  Scenario<UserAggregate>{}
      .given(registered(), UserEmailVerified{kAlice}, UserArchived{kAlice, kNow})
      .when(kClaim)
      .then_fails(errors::kUserArchived);
}

TEST(ClaimAccount, BringsBackOneThatAStrangerArchived) {
  Scenario<UserAggregate>{}
      .given(registered(), UserArchived{kAlice, kNow})
      .when(kClaim)
      .then(UserRestored{kAlice}, kPasswordGone, UserEmailVerified{kAlice})
      .and_again_nothing();
}

}  // namespace
}  // namespace authledger::test
