#include "command/session/session_state.h"
#include "shared/errors.h"
#include "tests/spec/support/facts.h"
#include "tests/support/scenario.h"

namespace authledger::test {
namespace {

using namespace command;
using namespace events;

const RefreshSession kRefresh{kLaptop, kAlice, kPhone, kNow};

TEST(RefreshSession, GoesOnAsAnother) {
  Scenario<SessionAggregate>{}
      .given(kLaptopStarted)
      .when(kRefresh)
      .then(SessionRefreshed{kLaptop, kAlice, kPhone})
      .and_again_nothing();
}

TEST(RefreshSession, OnlyOnce) {
  const SessionId third{"018f0000-0000-7000-8000-000000001a03"};
  Scenario<SessionAggregate>{}
      .given(kLaptopStarted, SessionRefreshed{kLaptop, kAlice, kPhone})
      .when(RefreshSession{kLaptop, kAlice, third, kNow})
      .then_fails(errors::kSessionEnded);
}

TEST(RefreshSession, OfOneThatIsOver) {
  Scenario<SessionAggregate>{}.when(kRefresh).then_fails(errors::kSessionEnded);
  Scenario<SessionAggregate>{}
      .given(kLaptopStarted, SessionEnded{kLaptop, kAlice, "logout"})
      .when(kRefresh)
      .then_fails(errors::kSessionEnded);
}

TEST(RefreshSession, UpToTheMomentBeforeItExpires) {
  Scenario<SessionAggregate>{}
      .given(kLaptopStarted)
      .when(RefreshSession{kLaptop, kAlice, kPhone, Timestamp{kLaptopStarted.expires_at.ms - 1}})
      .then(SessionRefreshed{kLaptop, kAlice, kPhone});
  Scenario<SessionAggregate>{}
      .given(kLaptopStarted)
      .when(RefreshSession{kLaptop, kAlice, kPhone, kLaptopStarted.expires_at})
      .then_fails(errors::kSessionEnded);
}

}  // namespace
}  // namespace authledger::test
