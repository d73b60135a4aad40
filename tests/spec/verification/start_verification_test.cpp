#include "command/verification/start_verification.h"

#include "shared/errors.h"
#include "tests/support/scenario.h"

namespace authledger::test {
namespace {

using namespace command;
using namespace events;

const VerificationId kFirst{"018f0000-0000-7000-8000-00000000c0de"};
const VerificationId kSecond{"018f0000-0000-7000-8000-00000000c0d2"};
const VerificationTarget kAlices{"email_verification", kAlice.value};

StartVerification start(const VerificationId& id, Timestamp now = kNow) {
  StartVerification command;
  command.account = kAlices;
  command.verification_id = id;
  command.code_hash = "hash of " + id.value;
  command.expires_at = now.plus_s(600);
  command.resend_at = now.plus_s(60);
  command.tries_max = 3;
  command.now = now;
  return command;
}

VerificationStarted started(const VerificationId& id, Timestamp now = kNow) {
  VerificationStarted event;
  event.verification_id = id;
  event.account_id = kAlice.value;
  event.kind = kAlices.kind;
  event.code_hash = "hash of " + id.value;
  event.expires_at = now.plus_s(600);
  event.resend_at = now.plus_s(60);
  event.tries_max = 3;
  return event;
}

TEST(StartVerification, OfAnAccountThatHasNone) {
  Scenario<VerificationAggregate>{}.when(start(kFirst)).then(started(kFirst)).and_again_nothing();
}

TEST(StartVerification, NamesSessionClientAndReason) {
  auto command = start(kFirst);
  command.session_id = kLaptop;
  command.client = "login-page";
  command.reason = "Login requires email 2FA";
  auto event = started(kFirst);
  event.session_id = kLaptop;
  event.client = std::string("login-page");
  event.reason = std::string("Login requires email 2FA");
  Scenario<VerificationAggregate>{}.when(command).then(event);
}

TEST(StartVerification, TheSecondOneWaitsForTheWindow) {
  for (const std::int64_t waited_s : {0, 1, 59}) {
    Scenario<VerificationAggregate> scenario;
    scenario.given(started(kFirst));
    const auto command = start(kSecond, kNow.plus_s(waited_s));
    const auto refused = decide(scenario.state(), command);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().retry_after_s, 60 - waited_s);
    scenario.when(command).then_fails(errors::kCodeSentRecently);
  }
  Scenario<VerificationAggregate>{}
      .given(started(kFirst))
      .when(start(kSecond, kNow.plus_s(60)))
      .then(started(kSecond, kNow.plus_s(60)));
}

TEST(StartVerification, ACodeThatWasTriedTooOftenLeavesTheWindow) {
  Scenario<VerificationAggregate>{}
      .given(started(kFirst), VerificationFailed{kFirst, kAlice.value, kAlices.kind, 3, true})
      .when(start(kSecond, kNow.plus_s(59)))
      .then_fails(errors::kCodeSentRecently);
}

TEST(StartVerification, AtOnceAfterARightCode) {
  Scenario<VerificationAggregate>{}
      .given(started(kFirst), VerificationCompleted{kFirst, kAlice.value, kAlices.kind})
      .when(start(kSecond))
      .then(started(kSecond));
}

TEST(StartVerification, NotesThatTheOneBeforeHasExpired) {
  const auto late = kNow.plus_s(600);
  Scenario<VerificationAggregate>{}
      .given(started(kFirst))
      .when(start(kSecond, late))
      .then(VerificationExpired{kFirst, kAlice.value, kAlices.kind}, started(kSecond, late))
      .and_again_nothing();
}

}  // namespace
}  // namespace authledger::test
