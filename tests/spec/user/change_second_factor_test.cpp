#include "command/user/change_second_factor.h"
#include "shared/errors.h"
#include "tests/support/scenario.h"

namespace authledger::test {
namespace {

using namespace command;
using namespace events;

ChangeSecondFactor choose(const std::string& factor, const UserId& actor = kAlice,
                          const std::string& role = "user") {
  return {kAlice, factor, actor, role};
}

TEST(ChangeSecondFactor, ByThePersonAndBack) {
  Scenario<UserAggregate> user;
  user.given(registered())
      .when(choose("email"))
      .then(UserSecondFactorChanged{kAlice, "email", kAlice})
      .and_again_nothing();
  user.when(choose("off")).then(UserSecondFactorChanged{kAlice, "off", kAlice});
}

TEST(ChangeSecondFactor, OffIsTheBeginning) {
  Scenario<UserAggregate>{}.given(registered()).when(choose("off")).then_nothing();
}

TEST(ChangeSecondFactor, MobileNeedsAVerifiedNumber) {
  Scenario<UserAggregate>{}
      .given(registered({.mobile = "+491"}))
      .when(choose("mobile"))
      .then_fails(errors::kMobileVerificationNeeded);
  Scenario<UserAggregate>{}
      .given(registered({.mobile = "+491"}), UserMobileVerified{kAlice})
      .when(choose("mobile"))
      .then(UserSecondFactorChanged{kAlice, "mobile", kAlice});
}

TEST(ChangeSecondFactor, ThereIsNoOther) {
  Scenario<UserAggregate>{}
      .given(registered())
      .when(choose("pigeon"))
      .then_fails(errors::kInvalidInput);
}

TEST(ChangeSecondFactor, OfAnAdminTakesASuperAdminOrItself) {
  Scenario<UserAggregate>{}
      .given(registered({.role = "admin"}))
      .when(choose("email", kBob, "admin"))
      .then_fails(errors::kSuperAdminOnly);
  Scenario<UserAggregate>{}
      .given(registered({.role = "admin"}))
      .when(choose("email", kBob, "superAdmin"))
      .then(UserSecondFactorChanged{kAlice, "email", kBob});
}

TEST(ChangeSecondFactor, OfNobody) {
  Scenario<UserAggregate>{}.when(choose("email")).then_fails(errors::kUserNotFound);
  Scenario<UserAggregate>{}
      .given(registered(), UserArchived{kAlice, kNow})
      .when(choose("email"))
      .then_fails(errors::kUserArchived);
}

}  // namespace
}  // namespace authledger::test
