// The scenario itself: what it must notice.
#include "tests/support/scenario.h"

#include <gtest/gtest-spi.h>

#include "command/user/archive_user.h"
#include "shared/errors.h"

namespace authledger::test {
namespace {

using command::ArchiveUser;
using command::UserAggregate;

void expects_another_event() {
  Scenario<UserAggregate>{}
      .given(registered())
      .when(ArchiveUser{kAlice, kNow})
      .then(events::UserArchived{kAlice, kNow.plus_s(1)});
}
void expects_nothing() {
  Scenario<UserAggregate>{}.given(registered()).when(ArchiveUser{kAlice, kNow}).then_nothing();
}
void expects_a_refusal() {
  Scenario<UserAggregate>{}
      .given(registered())
      .when(ArchiveUser{kAlice, kNow})
      .then_fails(errors::kUserNotFound);
}
void expects_an_event_of_a_refusal() {
  Scenario<UserAggregate>{}
      .when(ArchiveUser{kAlice, kNow})
      .then(events::UserArchived{kAlice, kNow});
}
void looks_at_no_outcome() {
  Scenario<UserAggregate>{}.given(registered()).when(ArchiveUser{kAlice, kNow});
}

TEST(Scenario, NoticesWhatIsWrong) {
  EXPECT_NONFATAL_FAILURE(expects_another_event(), "user.archived");
  EXPECT_NONFATAL_FAILURE(expects_nothing(), "user.archived");
  EXPECT_NONFATAL_FAILURE(expects_a_refusal(), "user.user_not_found");
  EXPECT_NONFATAL_FAILURE(expects_an_event_of_a_refusal(), "user.user_not_found");
  EXPECT_NONFATAL_FAILURE(looks_at_no_outcome(), "no then");
}

}  // namespace
}  // namespace authledger::test
