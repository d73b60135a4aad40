#include "command/user/archive_user.h"

#include "tests/support/scenario.h"

namespace authledger::test {
namespace {

using namespace command;
using namespace events;

TEST(ExpireArchive, AfterTheWindowThePersonIsGone) {
  Scenario<UserAggregate>{}
      .given(registered(), UserArchived{kAlice, kNow})
      .when(ExpireArchive{kAlice, Timestamp{kNow.ms + 1}})
      .then(UserDeleted{kAlice, "archive_window_over"})
      .and_again_nothing();
}

TEST(ExpireArchive, WithinTheWindowIsNothing) {
  Scenario<UserAggregate>{}
      .given(registered(), UserArchived{kAlice, kNow})
      .when(ExpireArchive{kAlice, kNow})
      .then_nothing();
}

TEST(ExpireArchive, OfAnActivePersonOrNobodyIsNothing) {
  Scenario<UserAggregate>{}.when(ExpireArchive{kAlice, kNow}).then_nothing();
  Scenario<UserAggregate>{}.given(registered()).when(ExpireArchive{kAlice, kNow}).then_nothing();
  Scenario<UserAggregate>{}
      .given(registered(), UserArchived{kAlice, kNow}, UserRestored{kAlice})
      .when(ExpireArchive{kAlice, kNow.plus_s(1)})
      .then_nothing();
}

}  // namespace
}  // namespace authledger::test
