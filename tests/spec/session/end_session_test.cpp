#include "command/session/session_state.h"
#include "tests/spec/support/facts.h"
#include "tests/support/scenario.h"

namespace authledger::test {
namespace {

using namespace command;
using namespace events;

const EndSession kEnd{kLaptop, kAlice, "logout"};

TEST(EndSession, EndsIt) {
  Scenario<SessionAggregate>{}
      .given(kLaptopStarted)
      .when(kEnd)
      .then(SessionEnded{kLaptop, kAlice, "logout"})
      .and_again_nothing();
}

TEST(EndSession, OfOneThatIsOverOrNeverWasIsNothing) {
  Scenario<SessionAggregate>{}.when(kEnd).then_nothing();
  Scenario<SessionAggregate>{}
      .given(kLaptopStarted, SessionRefreshed{kLaptop, kAlice, kPhone})
      .when(kEnd)
      .then_nothing();
}

}  // namespace
}  // namespace authledger::test
