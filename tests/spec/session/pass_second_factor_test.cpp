#include "command/session/session_state.h"
#include "shared/errors.h"
#include "tests/spec/support/facts.h"
#include "tests/support/scenario.h"

namespace authledger::test {
namespace {

using namespace command;
using namespace events;

SecondFactorRequired required(const std::string& factor) {
  return {kLaptop, kAlice, factor, kNow.plus_s(900)};
}
PassSecondFactor pass(const std::string& factor, std::int64_t after_s = 0) {
  return {kLaptop, kAlice, factor, kNow.plus_s(after_s)};
}
const SecondFactorPassed kEmailPassed{kLaptop, kAlice, "email"};

TEST(PassSecondFactor, MakesAPendingSessionASession) {
  Scenario<SessionAggregate> session;
  session.given(kLaptopStarted, required("email"));
  EXPECT_TRUE(session.state().pending());
  EXPECT_FALSE(session.state().alive(kNow)) << "a pending session is none";
  session.when(pass("email")).then(kEmailPassed).and_again_nothing();
  EXPECT_FALSE(session.state().pending());
  EXPECT_TRUE(session.state().alive(kNow));
  EXPECT_TRUE(session.state().alive(kNow.plus_s(3599))) << "as long as any session";
}

TEST(PassSecondFactor, EachThatIsNeeded) {
  Scenario<SessionAggregate> session;
  session.given(kLaptopStarted, required("email"), required("mobile"));
  session.when(pass("email")).then(kEmailPassed);
  session.given(kEmailPassed);
  EXPECT_FALSE(session.state().alive(kNow));
  session.when(pass("mobile")).then(SecondFactorPassed{kLaptop, kAlice, "mobile"});
}

TEST(PassSecondFactor, AnotherOneIsNoHelp) {
  Scenario<SessionAggregate> session;
  session.given(kLaptopStarted, required("mobile")).when(pass("email")).then_nothing();
  EXPECT_FALSE(session.state().alive(kNow));
}

TEST(PassSecondFactor, OfALiveSessionIsNothing) {
  Scenario<SessionAggregate>{}.given(kLaptopStarted).when(pass("email")).then_nothing();
}

TEST(PassSecondFactor, TooLate) {
  Scenario<SessionAggregate>{}
      .given(kLaptopStarted, required("email"))
      .when(pass("email", 899))
      .then(kEmailPassed);
  Scenario<SessionAggregate>{}
      .given(kLaptopStarted, required("email"))
      .when(pass("email", 900))
      .then_fails(errors::kSessionEnded);
}

TEST(PassSecondFactor, OfNoSession) {
  Scenario<SessionAggregate>{}.when(pass("email")).then_fails(errors::kSessionEnded);
  Scenario<SessionAggregate>{}
      .given(kLaptopStarted, required("email"), SessionEnded{kLaptop, kAlice, "logout"})
      .when(pass("email"))
      .then_fails(errors::kSessionEnded);
  auto bobs = pass("email");
  bobs.user_id = kBob;
  Scenario<SessionAggregate>{}
      .given(kLaptopStarted, required("email"))
      .when(bobs)
      .then_fails(errors::kSessionEnded);
}

TEST(PassSecondFactor, APendingSessionDoesNotGoOnAsAnother) {
  Scenario<SessionAggregate>{}
      .given(kLaptopStarted, required("email"))
      .when(RefreshSession{kLaptop, kAlice, kPhone, kNow})
      .then_fails(errors::kSessionEnded);
}

}  // namespace
}  // namespace authledger::test
