#include "command/verification/start_verification.h"

#include "shared/errors.h"
#include "tests/spec/support/facts.h"
#include "tests/support/scenario.h"

namespace authledger::test {
namespace {

using namespace command;
using namespace events;

StartVerification start(const VerificationId& id, Timestamp now = kNow) {
  StartVerification command;
  command.account = kAlicesMail;
  command.verification_id = id;
  command.code_hash = "hash of " + id.value;
  command.expires_at = now.plus_s(600);
  command.resend_at = now.plus_s(60);
  command.tries_max = 3;
  command.now = now;
  return command;
}

TEST(StartVerification, OfAnAccountThatHasNone) {
  Scenario<VerificationAggregate>{}
      .when(start(kFirstCode))
      .then(code_started(kFirstCode))
      .and_again_nothing();
}

TEST(StartVerification, NamesSessionClientAndReason) {
  auto command = start(kFirstCode);
  command.session_id = kLaptop;
  command.client = "login-page";
  command.reason = "Login requires email 2FA";
  auto event = code_started(kFirstCode);
  event.session_id = kLaptop;
  event.client = std::string("login-page");
  event.reason = std::string("Login requires email 2FA");
  Scenario<VerificationAggregate>{}.when(command).then(event);
}

TEST(StartVerification, TheSecondOneWaitsForTheWindow) {
  for (const std::int64_t waited_s : {0, 1, 59}) {
    Scenario<VerificationAggregate> scenario;
    scenario.given(code_started(kFirstCode));
    const auto command = start(kSecondCode, kNow.plus_s(waited_s));
    const auto refused = decide(scenario.state(), command);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().retry_after_s, 60 - waited_s);
    scenario.when(command).then_fails(errors::kCodeSentRecently);
  }
  Scenario<VerificationAggregate>{}
      .given(code_started(kFirstCode))
      .when(start(kSecondCode, kNow.plus_s(60)))
      .then(code_started(kSecondCode, kNow.plus_s(60)));
}

TEST(StartVerification, ACodeThatWasTriedTooOftenLeavesTheWindow) {
  Scenario<VerificationAggregate>{}
      .given(code_started(kFirstCode),
             VerificationFailed{kFirstCode, kAlice.value, kAlicesMail.kind, 3, true})
      .when(start(kSecondCode, kNow.plus_s(59)))
      .then_fails(errors::kCodeSentRecently);
}

TEST(StartVerification, AtOnceAfterARightCode) {
  Scenario<VerificationAggregate>{}
      .given(code_started(kFirstCode),
             VerificationCompleted{kFirstCode, kAlice.value, kAlicesMail.kind})
      .when(start(kSecondCode))
      .then(code_started(kSecondCode));
}

TEST(StartVerification, NotesThatTheOneBeforeHasExpired) {
  const auto late = kNow.plus_s(600);
  Scenario<VerificationAggregate>{}
      .given(code_started(kFirstCode))
      .when(start(kSecondCode, late))
      .then(VerificationExpired{kFirstCode, kAlice.value, kAlicesMail.kind},
            code_started(kSecondCode, late))
      .and_again_nothing();
}

}  // namespace
}  // namespace authledger::test
