#include "command/session/session_state.h"
#include "shared/errors.h"
#include "tests/spec/support/facts.h"
#include "tests/support/scenario.h"

namespace authledger::test {
namespace {

using namespace command;
using namespace events;

const StartSession kStart{kLaptop, kAlice, 3, "password", std::nullopt, kNow.plus_s(3600)};

TEST(StartSession, KeepsTheVersionOfItsUser) {
  Scenario<SessionAggregate>{}.when(kStart).then(kLaptopStarted).and_again_nothing();
}

TEST(StartSession, NamesWhatItGoesOnFrom) {
  auto command = kStart;
  command.predecessor = kPhone;
  command.method = "relogin";
  auto fact = kLaptopStarted;
  fact.predecessor = kPhone;
  fact.method = "relogin";
  Scenario<SessionAggregate>{}.when(command).then(fact);
}

TEST(StartSession, WaitsForItsSecondFactors) {
  auto command = kStart;
  command.second_factors = {"email", "mobile"};
  command.pending_until = kNow.plus_s(900);
  Scenario<SessionAggregate>{}
      .when(command)
      .then(kLaptopStarted, SecondFactorRequired{kLaptop, kAlice, "email", kNow.plus_s(900)},
            SecondFactorRequired{kLaptop, kAlice, "mobile", kNow.plus_s(900)})
      .and_again_nothing();
}

TEST(StartSession, GetsItsRefreshTokenUnlessItIsPending) {
  auto command = kStart;
  command.refresh_token_hash = "hash";
  Scenario<SessionAggregate>{}
      .when(command)
      .then(kLaptopStarted,
            RefreshTokenIssued{kLaptop, kAlice, 1, std::string("hash"), std::nullopt, std::nullopt})
      .and_again_nothing();
  command.second_factors = {"email"};
  command.pending_until = kNow.plus_s(900);
  Scenario<SessionAggregate>{}.when(command).then(
      kLaptopStarted, SecondFactorRequired{kLaptop, kAlice, "email", kNow.plus_s(900)});
}

TEST(StartSession, AnIdIsUsedOnce) {
  auto bobs = kStart;
  bobs.user_id = kBob;
  Scenario<SessionAggregate>{}.given(kLaptopStarted).when(bobs).then_fails(errors::kSessionEnded);
  Scenario<SessionAggregate>{}
      .given(kLaptopStarted, SessionEnded{kLaptop, kAlice, "logout"})
      .when(kStart)
      .then_fails(errors::kSessionEnded);
}

}  // namespace
}  // namespace authledger::test
