#include "tests/spec/dispatch/verification_world.h"

namespace authledger::test {
namespace {

struct SecondFactorOfASession : Verification {
  SessionId session;

  void SetUp() override {
    Verification::SetUp();
    session = begin({"email"});
  }
  SessionId begin(const std::vector<std::string>& factors) {
    auto start = here.sessions.start(kAlice, 1, "password");
    start.second_factors = factors;
    start.pending_until = world.storage.clock.now().plus_s(900);
    EXPECT_TRUE(here.dispatcher.run(here.context(), nullptr, start));
    return start.session_id;
  }
  VerificationAsked ask_for(const SessionId& id,
                            const VerificationKind& kind = kinds::kEmailSecondFactor) {
    VerificationAsked asked{kind};
    asked.user_id = kAlice;
    asked.session_id = id;
    return asked;
  }
  CodeBrought bring(const std::string& code, const SessionId& id,
                    const VerificationKind& kind = kinds::kEmailSecondFactor) {
    auto one = brought(kind, code, "");
    one.user_id = kAlice;
    one.session_id = id;
    return one;
  }
  bool lives() { return here.sessions.check(session, kAlice).has_value(); }
};

TEST_F(SecondFactorOfASession, MakesItLive) {
  EXPECT_FALSE(lives());
  EXPECT_EQ(complete(bring(start(ask_for(session)), session)), "done");
  EXPECT_TRUE(lives());
  world.there.catch_up();
  EXPECT_TRUE(world.there.sessions.check(session, kAlice));
}

TEST_F(SecondFactorOfASession, AnotherProcessNeedNotBeTold) {
  EXPECT_FALSE(world.there.sessions.check(session, kAlice)) << "knows it as one that waits";
  EXPECT_EQ(complete(bring(start(ask_for(session)), session)), "done");
  EXPECT_TRUE(world.there.sessions.check(session, kAlice));
}

TEST_F(SecondFactorOfASession, ACodeIsForItsSessionAlone) {
  const auto other = begin({"email"});
  const auto code = start(ask_for(session));
  EXPECT_EQ(complete(bring(code, other)), errors::kCodeMismatch.id);
  EXPECT_EQ(complete(bring(code, session)), "done");
  EXPECT_FALSE(here.sessions.check(other, kAlice));
}

TEST_F(SecondFactorOfASession, WithoutASessionThereIsNone) {
  EXPECT_EQ(start(ask_for(kPhone)), "");
  EXPECT_EQ(refused, errors::kSessionEnded.id);
  auto bobs = ask_for(session);
  bobs.user_id = kBob;
  EXPECT_EQ(start(bobs), "");
  EXPECT_EQ(refused, errors::kSessionEnded.id);
  EXPECT_EQ(complete(bring("x", kPhone)), errors::kSessionEnded.id);
  const auto code = start(ask_for(session));
  world.storage.clock.advance_s(900);
  EXPECT_EQ(complete(bring(code, session)), errors::kSessionEnded.id) << "waited too long";
}

TEST_F(SecondFactorOfASession, ANewPasswordEndsAPendingOneToo) {
  const auto code = start(ask_for(session));
  ASSERT_TRUE(here.users.set_password(here.context(), {kBob, "admin", {}}, kAlice,
                                      "the new password", nullptr));
  EXPECT_EQ(complete(bring(code, session)), errors::kSessionEnded.id);
}

TEST_F(SecondFactorOfASession, ByMobileNeedsAVerifiedNumber) {
  EXPECT_EQ(start(ask_for(session, kinds::kMobileSecondFactor)), "");
  EXPECT_EQ(refused, errors::kMobileVerificationNeeded.id);
}

TEST_F(SecondFactorOfASession, OneIsNotTheOther) {
  ASSERT_TRUE(here.dispatcher.run(here.context(), nullptr, VerifyMobile{kAlice, kMobile}));
  const auto code = start(ask_for(session, kinds::kMobileSecondFactor));
  EXPECT_EQ(complete(bring(code, session, kinds::kMobileSecondFactor)), "done");
  EXPECT_FALSE(lives()) << "it waits for the e-mail";
}

TEST_F(SecondFactorOfASession, OfALiveOneIsAProofWithoutAChange) {
  EXPECT_EQ(complete(bring(start(ask_for(session)), session)), "done");
  const auto version = world.log.types_of("session-" + session.value).size();
  EXPECT_EQ(complete(bring(start(ask_for(session)), session)), "done");
  EXPECT_EQ(world.log.types_of("session-" + session.value).size(), version);
}

TEST_F(SecondFactorOfASession, WhatIsWrongIsTold) {
  const auto code = start(ask_for(session));
  EXPECT_EQ(complete(bring(other_than(code), session)), errors::kCodeMismatch.id);
  world.storage.clock.advance_s(300);
  EXPECT_EQ(complete(bring(code, session)), errors::kCodeExpired.id);
  EXPECT_EQ(complete(bring(code, session)), errors::kNoOngoingVerification.id);
}

}  // namespace
}  // namespace authledger::test
