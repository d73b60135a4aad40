#include "command/session/rotate_refresh_token.h"

#include "shared/errors.h"
#include "tests/spec/support/facts.h"
#include "tests/support/scenario.h"

namespace authledger::test {
namespace {

using namespace command;
using namespace events;

const RefreshTokenIssued kFirst{kLaptop,      kAlice,      1, std::string("hash 1"),
                                std::nullopt, std::nullopt};

RefreshTokenIssued issued(int generation, Timestamp grace_until) {
  return {kLaptop,
          kAlice,
          generation,
          "hash " + std::to_string(generation),
          Secret<std::string>("salt " + std::to_string(generation)),
          grace_until};
}

RotateRefreshToken rotate(int generation, Timestamp now) {
  return {kLaptop,
          kAlice,
          {generation, "hash " + std::to_string(generation)},
          "hash " + std::to_string(generation + 1),
          "salt " + std::to_string(generation + 1),
          now.plus_s(30),
          now};
}

TEST(RotateRefreshToken, GivesTheNextOneAndTheSameAgain) {
  Scenario<SessionAggregate>{}
      .given(kLaptopStarted, kFirst)
      .when(rotate(1, kNow))
      .then(issued(2, kNow.plus_s(30)))
      .and_again_nothing();
}

TEST(RotateRefreshToken, AnyTokenThatIsInItsGrace) {
  Scenario<SessionAggregate>{}
      .given(kLaptopStarted, kFirst, issued(2, kNow.plus_s(30)), issued(3, kNow.plus_s(30)))
      .when(rotate(1, kNow.plus_s(29)))
      .then_nothing();
}

TEST(RotateRefreshToken, TheNextOneIsInForceForTheWholeSession) {
  Scenario<SessionAggregate>{}
      .given(kLaptopStarted, kFirst, issued(2, kNow.plus_s(30)))
      .when(rotate(2, kNow.plus_s(3599)))
      .then(issued(3, kNow.plus_s(3629)));
  Scenario<SessionAggregate>{}
      .given(kLaptopStarted, kFirst)
      .when(rotate(1, kNow.plus_s(3600)))
      .then_fails(errors::kSessionEnded);
}

TEST(RotateRefreshToken, AfterTheGraceItIsReused) {
  Scenario<SessionAggregate>{}
      .given(kLaptopStarted, kFirst, issued(2, kNow.plus_s(30)))
      .when(rotate(1, kNow.plus_s(30)))
      .then_fails(errors::kRefreshTokenReused);
}

TEST(RotateRefreshToken, WithoutAGraceItIsReusedAtOnce) {
  Scenario<SessionAggregate>{}
      .given(kLaptopStarted, kFirst, issued(2, kNow))
      .when(rotate(1, kNow))
      .then_fails(errors::kRefreshTokenReused);
}

TEST(RotateRefreshToken, RemembersSixteenSpentOnes) {
  Scenario<SessionAggregate> scenario;
  scenario.given(kLaptopStarted, kFirst);
  for (int generation = 2; generation <= 18; ++generation)
    scenario.given(issued(generation, kNow.plus_s(30)));
  EXPECT_EQ(scenario.state().spent.size(), 16U);
  scenario.when(rotate(2, kNow)).then_nothing();
  scenario.when(rotate(1, kNow)).then_fails(errors::kRefreshTokenReused);
}

TEST(RotateRefreshToken, ForgetsWhatIsOutOfItsGrace) {
  Scenario<SessionAggregate> scenario;
  scenario.given(kLaptopStarted, kFirst, issued(2, kNow.plus_s(30)));
  scenario.at(kNow.plus_s(30)).given(issued(3, kNow.plus_s(60)));
  EXPECT_EQ(scenario.state().spent.size(), 1U);
}

TEST(RotateRefreshToken, OneThatWasNeverInForce) {
  auto wrong = rotate(1, kNow);
  wrong.token.token_hash = "hash x";
  Scenario<SessionAggregate>{}
      .given(kLaptopStarted, kFirst)
      .when(wrong)
      .then_fails(errors::kRefreshTokenRefused);
  Scenario<SessionAggregate>{}
      .given(kLaptopStarted, kFirst)
      .when(rotate(2, kNow))
      .then_fails(errors::kRefreshTokenRefused);
  Scenario<SessionAggregate>{}
      .given(kLaptopStarted)
      .when(rotate(0, kNow))
      .then_fails(errors::kRefreshTokenRefused);
}

TEST(RotateRefreshToken, OfASessionThatIsOverOrPending) {
  Scenario<SessionAggregate>{}
      .given(kLaptopStarted, kFirst, SessionEnded{kLaptop, kAlice, "logout"})
      .when(rotate(1, kNow))
      .then_fails(errors::kSessionEnded);
  Scenario<SessionAggregate>{}
      .given(kLaptopStarted, SecondFactorRequired{kLaptop, kAlice, "email", kNow.plus_s(900)},
             kFirst)
      .when(rotate(1, kNow))
      .then_fails(errors::kSessionEnded);
  auto bobs = rotate(1, kNow);
  bobs.user_id = kBob;
  Scenario<SessionAggregate>{}
      .given(kLaptopStarted, kFirst)
      .when(bobs)
      .then_fails(errors::kSessionEnded);
}

}  // namespace
}  // namespace authledger::test
