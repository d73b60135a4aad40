#include "command/user/archive_user.h"

#include "shared/errors.h"
#include "tests/support/scenario.h"

namespace authledger::test {
namespace {

using namespace command;
using namespace events;

TEST(RestoreUser, UpToTheLastMomentOfTheWindow) {
  Scenario<UserAggregate>{}
      .given(registered(), UserArchived{kAlice, kNow})
      .when(RestoreUser{kAlice, kNow})
      .then(UserRestored{kAlice})
      .and_again_nothing();
}

TEST(RestoreUser, NotAfterTheWindow) {
  Scenario<UserAggregate>{}
      .given(registered(), UserArchived{kAlice, kNow})
      .when(RestoreUser{kAlice, Timestamp{kNow.ms + 1}})
      .then_fails(errors::kUserArchived);
}

TEST(RestoreUser, OfAnActivePersonIsNothing) {
  Scenario<UserAggregate>{}.given(registered()).when(RestoreUser{kAlice, kNow}).then_nothing();
}

TEST(RestoreUser, OfNobody) {
  Scenario<UserAggregate>{}.when(RestoreUser{kAlice, kNow}).then_fails(errors::kUserNotFound);
  Scenario<UserAggregate>{}
      .given(registered(), UserArchived{kAlice, kNow}, UserDeleted{kAlice, "archive_window_over"})
      .when(RestoreUser{kAlice, kNow})
      .then_fails(errors::kUserNotFound);
}

}  // namespace
}  // namespace authledger::test
