#include "command/user/archive_user.h"

#include "shared/errors.h"
#include "tests/support/scenario.h"

namespace authledger::test {
namespace {

using namespace command;
using namespace events;

TEST(DeleteUser, ByAnAdmin) {
  Scenario<UserAggregate>{}
      .given(registered())
      .when(DeleteUser{kAlice, "admin"})
      .then(UserDeleted{kAlice, "admin"})
      .and_again_nothing();
}

TEST(DeleteUser, AlsoOfAnArchivedPerson) {
  Scenario<UserAggregate>{}
      .given(registered(), UserArchived{kAlice, kNow})
      .when(DeleteUser{kAlice, "admin"})
      .then(UserDeleted{kAlice, "admin"});
}

TEST(DeleteUser, OfNobody) {
  Scenario<UserAggregate>{}.when(DeleteUser{kAlice, "admin"}).then_fails(errors::kUserNotFound);
}

TEST(DeleteUser, OfAnAdminTakesASuperAdmin) {
  for (const char* role : {"admin", "superAdmin"}) {
    Scenario<UserAggregate>{}
        .given(registered({.role = role}))
        .when(DeleteUser{kAlice, "admin"})
        .then_fails(errors::kSuperAdminOnly);
    Scenario<UserAggregate>{}
        .given(registered({.role = role}))
        .when(DeleteUser{kAlice, "superAdmin"})
        .then(UserDeleted{kAlice, "admin"});
  }
}

}  // namespace
}  // namespace authledger::test
