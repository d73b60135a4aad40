// Codes made and brought back: what counts, what is told, and that nobody leaves the traces of
// somebody.
#include "events/message_events.h"
#include "shared/codec.h"
#include "tests/spec/dispatch/verification_world.h"

namespace authledger::test {
namespace {

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

}  // namespace
}  // namespace authledger::test
