#include "command/user/change_password.h"

#include "tests/support/scenario.h"

namespace authledger::test {
namespace {

using namespace command;
using namespace events;

const RehashPassword kRehash{kAlice, "$argon2id$one", "$argon2id$stronger"};

TEST(RehashPassword, PutsTheSamePasswordUnderNewSettings) {
  Scenario<UserAggregate>{}
      .given(registered())
      .when(kRehash)
      .then(UserPasswordRehashed{kAlice, std::string("$argon2id$stronger")})
      .and_again_nothing();
}

TEST(RehashPassword, NeverUndoesAChange) {
  Scenario<UserAggregate>{}
      .given(registered(),
             UserPasswordChanged{kAlice, std::string("$argon2id$new"), origin::kSelf, {}})
      .when(kRehash)
      .then_nothing();
}

TEST(RehashPassword, OfNobodyOrAnArchivedProfileIsNothing) {
  Scenario<UserAggregate>{}.when(kRehash).then_nothing();
  Scenario<UserAggregate>{}
      .given(registered(), UserArchived{kAlice, kNow})
      .when(kRehash)
      .then_nothing();
  Scenario<UserAggregate>{}
      .given(registered(), UserDeleted{kAlice, "admin"})
      .when(kRehash)
      .then_nothing();
}

}  // namespace
}  // namespace authledger::test
