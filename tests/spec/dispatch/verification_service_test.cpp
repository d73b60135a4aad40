// Codes made and brought back: what counts, what is told, and that nobody leaves the traces of
// somebody.
#include "command/verification/verification_service.h"

#include <gtest/gtest.h>

#include <latch>
#include <thread>

#include "events/message_events.h"
#include "shared/codec.h"
#include "tests/spec/support/world.h"

namespace authledger::test {
namespace {

using namespace command;
namespace kinds = verification_kinds;

constexpr const char* kEmail = "alice@example.com";
constexpr const char* kMobile = "+441234567890";

struct Verification : testing::Test {
  World world;
  Process& here = world.here;

  void SetUp() override { enrol(kAlice, kEmail, kMobile); }
  void enrol(const UserId& id, const std::string& email, const std::string& mobile,
             bool verified = false) {
    auto command = registration(id, email);
    command.mobile = mobile;
    command.mobile_verified = verified;
    ASSERT_TRUE(here.users.register_user(here.context(), command, kPassword, nullptr));
  }

  static VerificationAsked ask(const VerificationKind& kind, const std::string& address = kEmail,
                               bool tells = false) {
    VerificationAsked asked{kind};
    (kind.name == kinds::kResetByMobile.name ? asked.mobile : asked.email) = address;
    asked.tells = tells;
    return asked;
  }
  // The code that was made; empty with `refused` set.
  std::string start(const VerificationAsked& asked, Process* process = nullptr) {
    Process& where = process != nullptr ? *process : here;
    std::string code;
    const auto done = where.verifications.start(
        where.context(), asked, [&](const StartedVerification& started) -> Result<Answer> {
          code = started.code;
          return Answer{};
        });
    refused = done ? std::string_view() : done.error().id;
    return done ? code : "";
  }
  std::string start(const VerificationKind& kind, const std::string& address = kEmail) {
    return start(ask(kind, address));
  }

  static CodeBrought brought(const VerificationKind& kind, const std::string& code,
                             const std::string& email = kEmail) {
    CodeBrought one{kind};
    one.email = email;
    one.code = code;
    one.new_password = "an entirely new password";
    one.client = "192.0.2.1";
    return one;
  }
  static std::string_view complete_at(Process& process, const CodeBrought& one) {
    const auto done = process.verifications.complete(process.context(), one,
                                                     [](const UserState&) { return nullptr; });
    return done ? std::string_view("done") : done.error().id;
  }
  std::string_view complete(const CodeBrought& one) { return complete_at(here, one); }
  std::string_view complete(const VerificationKind& kind, const std::string& code) {
    return complete(brought(kind, code));
  }
  UserState alice() { return here.state<UserAggregate>(kAlice); }
  std::vector<std::string> types(const VerificationKind& kind, const std::string& account) {
    return world.log.types_of("verification-" + std::string(kind.name) + "-" + account);
  }
  static std::string other_than(const std::string& code) {
    return code == "000000" ? "000001" : "000000";
  }

  std::string_view refused;
};

using Types = std::vector<std::string>;

TEST_F(Verification, OfAnEmailAddress) {
  const auto code = start(kinds::kEmail);
  EXPECT_EQ(code.size(), 6U);
  EXPECT_EQ(code.find_first_not_of("0123456789"), std::string::npos);
  EXPECT_EQ(complete(kinds::kEmail, code), "done");
  EXPECT_TRUE(alice().email_verified);
  EXPECT_EQ(types(kinds::kEmail, kAlice.value),
            (Types{"verification.started", "verification.completed"}));
  EXPECT_EQ(complete(kinds::kEmail, code), errors::kCodeRefused.id) << "one time";
}

TEST_F(Verification, ByLinkAsWell) {
  auto one = brought(kinds::kEmail, start(kinds::kEmail), "");
  one.user_id = kAlice;
  EXPECT_EQ(complete(one), "done");
  EXPECT_TRUE(alice().email_verified);
}

TEST_F(Verification, OfAMobileNumberTakesIt) {
  EXPECT_EQ(complete(kinds::kMobile, start(kinds::kMobile)), "done");
  EXPECT_TRUE(alice().mobile_verified);
  enrol(kBob, "bob@example.com", kMobile);
  const auto bobs = start(kinds::kMobile, "bob@example.com");
  EXPECT_EQ(complete(brought(kinds::kMobile, bobs, "bob@example.com")), errors::kMobileTaken.id);
  EXPECT_FALSE(here.state<UserAggregate>(kBob).mobile_verified);
}

TEST_F(Verification, ACodeIsForTheNumberThatItWasSentTo) {
  const auto code = start(kinds::kMobile);
  UpdateUser change = rename(kAlice, "Alice");
  change.mobile = {true, "+449999999999"};
  ASSERT_TRUE(here.dispatcher.run(here.context(), nullptr, change));
  EXPECT_EQ(complete(kinds::kMobile, code), errors::kCodeRefused.id);
  EXPECT_FALSE(alice().mobile_verified);
}

TEST_F(Verification, ACodeOfOneKindIsNoCodeOfAnother) {
  const auto code = start(kinds::kEmail);
  EXPECT_EQ(complete(kinds::kResetByEmail, code), errors::kCodeRefused.id);
  (void)start(kinds::kResetByEmail);
  EXPECT_EQ(complete(kinds::kEmail, code), "done");
}

TEST_F(Verification, ResetByMailVerifiesTheAddressAndEndsEverySession) {
  const auto session = here.sessions.start(kAlice, 1, "password");
  ASSERT_TRUE(here.dispatcher.run(here.context(), nullptr, session));
  ASSERT_TRUE(here.sessions.check(session.session_id, kAlice));
  EXPECT_EQ(complete(kinds::kResetByEmail, start(kinds::kResetByEmail)), "done");
  EXPECT_TRUE(alice().email_verified);
  EXPECT_FALSE(here.sessions.check(session.session_id, kAlice));
  EXPECT_TRUE(
      here.login.authenticate(here.context(), {kEmail, "an entirely new password", "192.0.2.1"}));
  EXPECT_FALSE(here.login.authenticate(here.context(), {kEmail, kPassword, "192.0.2.1"}));
}

TEST_F(Verification, AWeakPasswordCostsNoCode) {
  auto one = brought(kinds::kResetByEmail, start(kinds::kResetByEmail));
  one.new_password = "short";
  EXPECT_EQ(complete(one), errors::kPasswordWeak.id);
  one.new_password = "long enough this time";
  EXPECT_EQ(complete(one), "done");
}

TEST_F(Verification, ResetByAVerifiedMobileOnly) {
  EXPECT_EQ(complete(kinds::kMobile, start(kinds::kMobile)), "done");
  EXPECT_EQ(complete(kinds::kResetByMobile, start(kinds::kResetByMobile, kMobile)), "done");
  EXPECT_FALSE(alice().email_verified);
  auto by_number = brought(kinds::kResetByMobile, start(kinds::kResetByMobile, kMobile), "");
  by_number.mobile = kMobile;
  EXPECT_EQ(complete(by_number), "done");
}

TEST_F(Verification, WhoMayBeToldIsTold) {
  const auto told = [&](const VerificationKind& kind, const std::string& address) {
    (void)start(ask(kind, address, true));
    return refused;
  };
  for (const auto& kind : {kinds::kEmail, kinds::kMobile, kinds::kResetByEmail})
    EXPECT_EQ(told(kind, "nobody@example.com"), errors::kEmailUnknown.id) << kind.name;
  EXPECT_EQ(told(kinds::kResetByMobile, "+440000000000"), errors::kMobileUnknown.id);
  EXPECT_EQ(told(kinds::kResetByMobile, kMobile), errors::kMobileUnknown.id) << "unverified";
  ASSERT_TRUE(here.dispatcher.run(here.context(), nullptr, VerifyEmail{kAlice, kEmail},
                                  VerifyMobile{kAlice, kMobile}));
  EXPECT_EQ(told(kinds::kEmail, kEmail), errors::kEmailAlreadyVerified.id);
  EXPECT_EQ(told(kinds::kMobile, kEmail), errors::kMobileAlreadyVerified.id);
  ASSERT_TRUE(here.dispatcher.run(here.context(), nullptr, registration(kBob, "bob@example.com")));
  EXPECT_EQ(told(kinds::kMobile, "bob@example.com"), errors::kHasNoMobile.id);
  auto own = ask(kinds::kEmail);
  own.asker = kAlice;
  (void)start(own);
  EXPECT_EQ(refused, errors::kEmailAlreadyVerified.id) << "the own account is no secret";
}

TEST_F(Verification, NobodyLeavesTheTracesOfSomebody) {
  ASSERT_TRUE(here.dispatcher.run(here.context(), nullptr, VerifyEmail{kAlice, kEmail}));
  enrol(kBob, "bob@example.com", "+442222222222");
  for (const auto& kind : {kinds::kEmail, kinds::kMobile, kinds::kResetByEmail}) {
    for (const char* address : {kEmail, "bob@example.com", "nobody@example.com"}) {
      SCOPED_TRACE(std::string(kind.name) + " " + address);
      const auto before = world.log.head()->position;
      EXPECT_EQ(start(kind, address).size(), 6U);
      EXPECT_EQ(world.log.head()->position, before + 2) << "a code and a message";
      EXPECT_EQ(here.appender.items().back().attachments.size(), 1U);
      EXPECT_EQ(start(kind, address), "");
      EXPECT_EQ(refused, errors::kCodeSentRecently.id) << "too early for nobody, too";
      const auto tried = world.log.head()->position;
      EXPECT_EQ(complete(brought(kind, "not it", address)), errors::kCodeRefused.id);
      EXPECT_EQ(world.log.head()->position, tried + 2) << "a failure and an attempt";
      world.storage.clock.advance_s(100'000);
      const auto late = world.log.head()->position;
      EXPECT_EQ(complete(brought(kind, "not it", address)), errors::kCodeRefused.id);
      EXPECT_EQ(world.log.head()->position, late + 1) << "it has expired";
      EXPECT_EQ(complete(brought(kind, "not it", address)), errors::kCodeRefused.id);
      EXPECT_EQ(world.log.head()->position, late + 1);
    }
  }
}

TEST_F(Verification, ACodeThatIsOfNoUseFitsNowhere) {
  const auto code = start(kinds::kResetByMobile, kMobile);  // not verified
  ASSERT_EQ(code.size(), 6U);
  EXPECT_EQ(complete(kinds::kResetByMobile, code), errors::kCodeRefused.id);
  auto by_number = brought(kinds::kResetByMobile, code, "");
  by_number.mobile = kMobile;
  EXPECT_EQ(complete(by_number), errors::kCodeRefused.id);
  const auto nobodys = start(kinds::kEmail, "nobody@example.com");
  EXPECT_EQ(complete(brought(kinds::kEmail, nobodys, "nobody@example.com")),
            errors::kCodeRefused.id);
}

std::string body_of(const AttachmentChange& attachment) {
  return TestVault()
      .open(attachment.bytes, attachment_context(attachment.kind, attachment.id))
      .value();
}

TEST_F(Verification, TheCodeIsSentToTheAddressThatItIsFor) {
  const auto code = start(kinds::kEmail);
  const auto item = here.appender.items().back();
  ASSERT_EQ(item.attachments.size(), 1U);
  const auto body = body_of(item.attachments.front());
  EXPECT_NE(body.find(code), std::string::npos) << body;
  EXPECT_NE(body.find(kEmail), std::string::npos) << body;
  EXPECT_NE(body.find("https://app.example.com/email-verification?userId=" + kAlice.value +
                      "&code=" + code),
            std::string::npos)
      << body;
  (void)start(kinds::kMobile);
  EXPECT_NE(body_of(here.appender.items().back().attachments.front()).find(kMobile),
            std::string::npos);
}

TEST_F(Verification, WhatIsForNobodyIsNeverSent) {
  for (const auto& kind : {kinds::kEmail, kinds::kMobile, kinds::kResetByMobile}) {
    (void)start(kind, "nobody@example.com");
    const auto rows = world.log.read_all(0, 1000).value();
    const auto event = decode<events::MessageRequested>(std::string_view(rows.back().payload));
    ASSERT_TRUE(event);
    EXPECT_EQ(event->expires_at, kNow) << kind.name;
    EXPECT_FALSE(event->recipient_id.has_value());
  }
}

TEST_F(Verification, ANewPasswordIsTold) {
  (void)complete(kinds::kResetByEmail, start(kinds::kResetByEmail));
  const auto item = here.appender.items().back();
  ASSERT_EQ(item.attachments.size(), 1U);
  EXPECT_NE(body_of(item.attachments.front()).find(kEmail), std::string::npos);
  EXPECT_EQ(world.log.types_of("message-" + item.attachments.front().id),
            Types{"message.requested"});
}

TEST_F(Verification, FiveWrongTriesEndACode) {
  const auto code = start(kinds::kEmail);
  for (int i = 0; i < 5; ++i) {
    auto one = brought(kinds::kEmail, other_than(code));
    one.client = "192.0.2." + std::to_string(i);  // no client has to wait
    EXPECT_EQ(complete(one), errors::kCodeRefused.id);
  }
  auto right = brought(kinds::kEmail, code);
  right.tells = true;
  EXPECT_EQ(complete(right), errors::kNoOngoingVerification.id);
  EXPECT_FALSE(alice().email_verified);
}

TEST_F(Verification, AClientThatGuessesWaits) {
  const auto code = start(kinds::kEmail);
  for (int i = 0; i < 5; ++i) (void)complete(kinds::kEmail, other_than(code));
  world.storage.clock.advance_s(1);
  EXPECT_EQ(complete(kinds::kResetByEmail, "x"), errors::kCodeRefused.id) << "nothing to guess";
  (void)start(kinds::kResetByEmail);
  EXPECT_EQ(complete(kinds::kResetByEmail, "x"), errors::kTooManyAttempts.id);
  EXPECT_TRUE(here.login.authenticate(here.context(), {kEmail, kPassword, "192.0.2.1"}))
      << "passwords are counted apart";
  auto elsewhere = brought(kinds::kResetByEmail, "x");
  elsewhere.client = "203.0.113.9";
  EXPECT_EQ(complete(elsewhere), errors::kCodeRefused.id) << "the owner does not wait";
}

TEST_F(Verification, ExpiresAfterItsTime) {
  const auto code = start(kinds::kEmail);
  world.storage.clock.advance_s(24 * 3600);
  auto late = brought(kinds::kEmail, code);
  late.tells = true;
  EXPECT_EQ(complete(late), errors::kCodeExpired.id);
  EXPECT_EQ(types(kinds::kEmail, kAlice.value),
            (Types{"verification.started", "verification.expired"}));
}

TEST_F(Verification, OfTwoWhoBringTheSameCodeOneWins) {
  const auto code = start(kinds::kResetByEmail);
  constexpr int kAtOnce = 8;
  std::latch begin(kAtOnce);
  std::atomic<int> done{0};
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < kAtOnce; ++i) {
      threads.emplace_back([&, i] {
        auto& where = i % 2 == 0 ? world.here : world.there;
        begin.arrive_and_wait();
        if (complete_at(where, brought(kinds::kResetByEmail, code)) == "done") ++done;
      });
    }
  }
  EXPECT_EQ(done, 1);
  EXPECT_EQ(types(kinds::kResetByEmail, kAlice.value),
            (Types{"verification.started", "verification.completed"}));
}

TEST_F(Verification, GuessesAtTheSameTimeAreNotMoreThanAllowed) {
  const auto code = start(kinds::kEmail);
  constexpr int kAtOnce = 24;
  std::latch begin(kAtOnce);
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < kAtOnce; ++i) {
      threads.emplace_back([&, i] {
        auto one = brought(kinds::kEmail, other_than(code));
        one.client = "192.0.2." + std::to_string(i);
        begin.arrive_and_wait();
        (void)complete_at(i % 2 == 0 ? world.here : world.there, one);
      });
    }
  }
  EXPECT_LE(types(kinds::kEmail, kAlice.value).size(), 6U) << "one start, at most five tries";
}

TEST_F(Verification, NoCodeStandsInTheLog) {
  auto asked = ask(kinds::kEmail);
  const auto code = start(asked);
  const auto rows = world.log.read_all(0, 100);
  for (const auto& row : *rows) {
    EXPECT_EQ(row.payload.find("\"" + code + "\""), std::string::npos) << row.payload;
    EXPECT_EQ(row.payload.find(kEmail), std::string::npos) << row.payload;
  }
}

TEST_F(Verification, OfAnotherTenantIsOfNobody) {
  const auto code = start(kinds::kEmail);
  auto elsewhere = here.context();
  elsewhere.tenant_id = "other";
  auto one = brought(kinds::kEmail, code, "");
  one.user_id = kAlice;
  const auto done =
      here.verifications.complete(elsewhere, one, [](const UserState&) { return nullptr; });
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().id, errors::kCodeRefused.id);
  EXPECT_EQ(types(kinds::kEmail, kAlice.value), Types{"verification.started"})
      << "no try was counted";
}

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
