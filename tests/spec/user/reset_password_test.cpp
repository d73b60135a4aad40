#include "command/user/reset_password.h"
#include "shared/errors.h"
#include "tests/support/scenario.h"

namespace authledger::test {
namespace {

using namespace command;
using namespace events;

const ResetPassword kByEmail{kAlice, "$argon2id$two", true};
const ResetPassword kByMobile{kAlice, "$argon2id$two", false};
const UserPasswordChanged kChanged{kAlice, std::string("$argon2id$two"), origin::kReset,
                                   std::nullopt};

TEST(ResetPassword, ByMailVerifiesTheAddress) {
  Scenario<UserAggregate>{}
      .given(registered())
      .when(kByEmail)
      .then(kChanged, UserEmailVerified{kAlice})
      .and_again_nothing();
  Scenario<UserAggregate>{}
      .given(registered(), UserEmailVerified{kAlice})
      .when(kByEmail)
      .then(kChanged);
}

TEST(ResetPassword, ByMobileDoesNot) {
  Scenario<UserAggregate>{}.given(registered()).when(kByMobile).then(kChanged).and_again_nothing();
}

TEST(ResetPassword, EndsEverySession) {
  Scenario<UserAggregate> user;
  user.given(registered(), kChanged);
  EXPECT_FALSE(user.state().accepts_session(kLaptop, 1));
}

TEST(ResetPassword, OfNobody) {
  Scenario<UserAggregate>{}.when(kByEmail).then_fails(errors::kUserNotFound);
  Scenario<UserAggregate>{}
      .given(registered(), UserArchived{kAlice, kNow})
      .when(kByEmail)
      .then_fails(errors::kUserArchived);
}

}  // namespace
}  // namespace authledger::test
