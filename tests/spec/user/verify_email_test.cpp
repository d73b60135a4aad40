#include "command/user/verify_address.h"
#include "shared/errors.h"
#include "tests/support/scenario.h"

namespace authledger::test {
namespace {

using namespace command;
using namespace events;

const VerifyEmail kVerify{kAlice, "alice@example.com"};

TEST(VerifyEmail, Once) {
  Scenario<UserAggregate>{}
      .given(registered())
      .when(kVerify)
      .then(UserEmailVerified{kAlice})
      .and_again_nothing();
}

TEST(VerifyEmail, OfAnotherAddress) {
  Scenario<UserAggregate>{}
      .given(registered({.email = "alice@example.org"}))
      .when(kVerify)
      .then_fails(errors::kAddressChanged);
}

TEST(VerifyEmail, OfNobody) {
  Scenario<UserAggregate>{}.when(kVerify).then_fails(errors::kUserNotFound);
  Scenario<UserAggregate>{}
      .given(registered(), UserArchived{kAlice, kNow})
      .when(kVerify)
      .then_fails(errors::kUserArchived);
}

}  // namespace
}  // namespace authledger::test
