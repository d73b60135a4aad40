#include "command/user/archive_user.h"

#include "shared/errors.h"
#include "tests/support/scenario.h"

namespace authledger::test {
namespace {

using namespace command;
using namespace events;

TEST(ArchiveUser, SaysUntilWhenItCanBeUndone) {
  Scenario<UserAggregate>{}
      .given(registered())
      .when(ArchiveUser{kAlice, kNow.plus_s(60)})
      .then(UserArchived{kAlice, kNow.plus_s(60)})
      .and_again_nothing();
}

TEST(ArchiveUser, AgainDoesNotMoveTheWindow) {
  Scenario<UserAggregate>{}
      .given(registered(), UserArchived{kAlice, kNow})
      .when(ArchiveUser{kAlice, kNow.plus_s(3600)})
      .then_nothing();
}

TEST(ArchiveUser, OfNobody) {
  Scenario<UserAggregate>{}.when(ArchiveUser{kAlice, kNow}).then_fails(errors::kUserNotFound);
  Scenario<UserAggregate>{}
      .given(registered(), UserDeleted{kAlice, "admin"})
      .when(ArchiveUser{kAlice, kNow})
      .then_fails(errors::kUserNotFound);
}

}  // namespace
}  // namespace authledger::test
