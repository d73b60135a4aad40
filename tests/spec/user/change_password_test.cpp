#include "command/user/change_password.h"

#include "shared/errors.h"
#include "tests/support/scenario.h"

namespace authledger::test {
namespace {

using namespace command;
using namespace events;

const ChangePassword kChange{kAlice, "$argon2id$one", "$argon2id$two", kLaptop};

TEST(ChangePassword, KeepsTheSessionThatAsked) {
  Scenario<UserAggregate>{}
      .given(registered())
      .when(kChange)
      .then(UserPasswordChanged{kAlice, std::string("$argon2id$two"), origin::kSelf, kLaptop})
      .and_again_nothing();
}

TEST(ChangePassword, WhenThePasswordChangedMeanwhile) {
  Scenario<UserAggregate>{}
      .given(registered(),
             UserPasswordChanged{kAlice, std::string("$argon2id$three"), origin::kAdmin, {}})
      .when(kChange)
      .then_fails(errors::kPasswordWrong);
}

TEST(ChangePassword, OfNobody) {
  Scenario<UserAggregate>{}.when(kChange).then_fails(errors::kUserNotFound);
  Scenario<UserAggregate>{}
      .given(registered(), UserDeleted{kAlice, "admin"})
      .when(kChange)
      .then_fails(errors::kUserNotFound);
}

TEST(ChangePassword, OfAnArchivedProfile) {
  Scenario<UserAggregate>{}
      .given(registered(), UserArchived{kAlice, kNow})
      .when(kChange)
      .then_fails(errors::kUserArchived);
}

}  // namespace
}  // namespace authledger::test
