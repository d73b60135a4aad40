#include "command/session/session_state.h"
#include "shared/errors.h"
#include "tests/support/scenario.h"

namespace authledger::test {
namespace {

using namespace command;
using namespace events;

const SessionStarted kStarted{kLaptop, kAlice, 3, "password", std::nullopt, kNow.plus_s(3600)};
const RefreshSession kRefresh{kLaptop, kAlice, kPhone, kNow};

TEST(RefreshSession, GoesOnAsAnother) {
  Scenario<SessionAggregate>{}
      .given(kStarted)
      .when(kRefresh)
      .then(SessionRefreshed{kLaptop, kAlice, kPhone})
      .and_again_nothing();
}

TEST(RefreshSession, OnlyOnce) {
  const SessionId third{"018f0000-0000-7000-8000-000000001a03"};
  Scenario<SessionAggregate>{}
      .given(kStarted, SessionRefreshed{kLaptop, kAlice, kPhone})
      .when(RefreshSession{kLaptop, kAlice, third, kNow})
      .then_fails(errors::kSessionEnded);
}

TEST(RefreshSession, OfOneThatIsOver) {
  Scenario<SessionAggregate>{}.when(kRefresh).then_fails(errors::kSessionEnded);
  Scenario<SessionAggregate>{}
      .given(kStarted, SessionEnded{kLaptop, kAlice, "logout"})
      .when(kRefresh)
      .then_fails(errors::kSessionEnded);
}

TEST(RefreshSession, UpToTheMomentBeforeItExpires) {
  Scenario<SessionAggregate>{}
      .given(kStarted)
      .when(RefreshSession{kLaptop, kAlice, kPhone, Timestamp{kStarted.expires_at.ms - 1}})
      .then(SessionRefreshed{kLaptop, kAlice, kPhone});
  Scenario<SessionAggregate>{}
      .given(kStarted)
      .when(RefreshSession{kLaptop, kAlice, kPhone, kStarted.expires_at})
      .then_fails(errors::kSessionEnded);
}

}  // namespace
}  // namespace authledger::test
