#include "command/user/verify_address.h"
#include "shared/errors.h"
#include "tests/support/scenario.h"

namespace authledger::test {
namespace {

using namespace command;
using namespace events;

const VerifyMobile kVerifyMobile{kAlice, "+491"};

TEST(VerifyMobile, Once) {
  Scenario<UserAggregate>{}
      .given(registered({.mobile = "+491"}))
      .when(kVerifyMobile)
      .then(UserMobileVerified{kAlice})
      .and_again_nothing();
}

TEST(VerifyMobile, OfANumberThatWasChangedMeanwhile) {
  Scenario<UserAggregate>{}
      .given(registered({.mobile = "+491"}), UserMobileChanged{kAlice, std::string("+442")})
      .when(kVerifyMobile)
      .then_fails(errors::kAddressChanged);
  Scenario<UserAggregate>{}
      .given(registered())
      .when(kVerifyMobile)
      .then_fails(errors::kAddressChanged);
}

TEST(VerifyMobile, OfNobody) {
  Scenario<UserAggregate>{}.when(kVerifyMobile).then_fails(errors::kUserNotFound);
  Scenario<UserAggregate>{}
      .given(registered({.mobile = "+491"}), UserArchived{kAlice, kNow})
      .when(kVerifyMobile)
      .then_fails(errors::kUserArchived);
}

}  // namespace
}  // namespace authledger::test
