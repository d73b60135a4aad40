#include "tests/messages/worker_world.h"

namespace authledger::test {
namespace {

TEST_F(WorkerTest, SendsWhatWasRequestedOnce) {
  const auto id = request();
  const auto own = worker();
  EXPECT_TRUE(own->work_once());
  EXPECT_FALSE(own->work_once());
  ASSERT_EQ(email.sent.size(), 1u);
  EXPECT_EQ(email.sent[0].id, id);
  EXPECT_EQ(email.sent[0].to, std::vector<std::string>{"ada@example.com"});
  EXPECT_EQ(email.sent[0].content.language, "de");
  EXPECT_NE(email.sent[0].content.text.find("123456"), std::string::npos);
  EXPECT_TRUE(sms.sent.empty());
  EXPECT_EQ(types(id), Types({"message.requested", "message.sent"}));
  EXPECT_EQ(queued(), 0);
  EXPECT_EQ(core->stack.attachments->get(command::kMessageBody, id.value).value(), std::nullopt);
  EXPECT_EQ(own->status().email.sent, 1);
}

TEST_F(WorkerTest, TheLogHoldsNeitherAddressNorCode) {
  request();
  worker()->work_once();
  const auto rows = core->stack.log->read_all(0, 100);
  for (const auto& row : *rows) {
    for (const auto& text : {row.payload, row.meta, row.stream_id}) {
      EXPECT_EQ(text.find("123456"), std::string::npos);
      EXPECT_EQ(text.find("ada@"), std::string::npos);
    }
  }
}

TEST_F(WorkerTest, AFailureIsTriedAgainLaterWithTheSameBytes) {
  email.answers = {Delivery::later("unreachable"), Delivery::sent()};
  const auto id = request();
  const auto own = worker();
  EXPECT_TRUE(own->work_once());
  EXPECT_FALSE(own->work_once());
  EXPECT_EQ(types(id), Types({"message.requested", "message.failed"}));
  EXPECT_NE(last_payload(id).find(R"("reason":"unreachable")"), std::string::npos);
  EXPECT_EQ(own->status().failures_in_a_row, 1);
  clock.move_s(7);  // 10 s, a fifth more or less
  EXPECT_FALSE(own->work_once());
  clock.move_s(5);
  EXPECT_TRUE(own->work_once());
  EXPECT_EQ(types(id), Types({"message.requested", "message.failed", "message.sent"}));
  ASSERT_EQ(email.sent.size(), 2u);
  EXPECT_EQ(email.sent[0].content.text, email.sent[1].content.text);
  EXPECT_EQ(email.sent[0].requested_at, email.sent[1].requested_at);
  EXPECT_EQ(own->status().failures_in_a_row, 0);
}

TEST_F(WorkerTest, TheServersWishToWaitCounts) {
  auto busy = Delivery::later("busy", 429);
  busy.retry_after_s = 600;
  email.answers = {busy};
  request();
  const auto own = worker();
  EXPECT_TRUE(own->work_once());
  clock.move_s(599);
  EXPECT_FALSE(own->work_once());
  clock.move_s(1);
  EXPECT_TRUE(own->work_once());
}

TEST_F(WorkerTest, ARefusalForGoodIsTheEnd) {
  email.answers = {Delivery::never("refused", 550)};
  const auto id = request();
  const auto own = worker();
  EXPECT_TRUE(own->work_once());
  EXPECT_EQ(types(id), Types({"message.requested", "message.given_up"}));
  EXPECT_EQ(queued(), 0);
  EXPECT_EQ(own->status().email.given_up, 1);
  EXPECT_EQ(own->status().failures_in_a_row, 0);  // the message's fault
}

TEST_F(WorkerTest, TooManyAttemptsAreTheEnd) {
  email.answers.assign(5, Delivery::later("timeout"));
  const auto id = request();
  const auto own = worker();
  for (int i = 0; i < 5; ++i) {
    own->work_once();
    clock.move_s(100);
  }
  EXPECT_EQ(types(id),
            Types({"message.requested", "message.failed", "message.failed", "message.given_up"}));
  EXPECT_NE(last_payload(id).find(R"("attempts":3)"), std::string::npos);
  EXPECT_EQ(email.sent.size(), 3u);
}

TEST_F(WorkerTest, WhatIsTooOldIsNotSent) {
  const auto expired = request(clock.now().plus_s(30));
  clock.move_s(31);
  const auto fresh = request(clock.now().plus_s(5));
  email.answers = {Delivery::later("busy")};
  const auto own = worker();
  EXPECT_TRUE(own->work_once());
  EXPECT_TRUE(own->work_once());
  EXPECT_EQ(types(expired), Types({"message.requested", "message.given_up"}));
  EXPECT_NE(last_payload(expired).find(R"("reason":"expired")"), std::string::npos);
  // The next attempt would come too late.
  EXPECT_EQ(types(fresh), Types({"message.requested", "message.given_up"}));
  EXPECT_EQ(email.sent.size(), 1u);
}

TEST_F(WorkerTest, WithoutAChannelItWaitsInProduction) {
  auto bare = parts();
  bare.email = nullptr;
  const auto id = request();
  MessageWorker own(bare, options);
  EXPECT_TRUE(own.work_once());
  EXPECT_EQ(types(id), Types({"message.requested", "message.failed"}));
  EXPECT_NE(last_payload(id).find("not_configured"), std::string::npos);
}

TEST_F(WorkerTest, InDevelopmentTheOutboxIsEnough) {
  Outbox outbox(*core->stack.attachments, *core->vault);
  auto bare = parts();
  bare.email = nullptr;
  bare.outbox = &outbox;
  const auto id = request();
  MessageWorker own(bare, options);
  EXPECT_TRUE(own.work_once());
  EXPECT_EQ(types(id), Types({"message.requested", "message.sent"}));
  const auto entries = outbox.entries("root").value();
  ASSERT_EQ(entries.size(), 1u);
  EXPECT_EQ(entries[0].channel, "email");
  EXPECT_EQ(entries[0].to, "ada@example.com");
  EXPECT_NE(entries[0].subject.find("Test"), std::string::npos);
  EXPECT_NE(entries[0].body.find("123456"), std::string::npos);
  EXPECT_EQ(entries[0].created_at, clock.now());
  EXPECT_TRUE(outbox.entries("elsewhere").value().empty());
}

TEST_F(WorkerTest, TheOutboxKeepsTheLastThousandSealed) {
  Outbox outbox(*core->stack.attachments, *core->vault);
  for (int i = 0; i < 1005; ++i) {
    char id[37];
    std::snprintf(id, sizeof id, "018f0000-0000-7000-8000-%012d", i);
    Outgoing message{MessageId{id},
                     {"a@example.com"},
                     {"en", "s", "body " + std::to_string(i), ""},
                     clock.now(),
                     "root"};
    ASSERT_TRUE(outbox.keep("email", message));
  }
  const auto entries = outbox.entries("root").value();
  ASSERT_EQ(entries.size(), 1000u);
  EXPECT_EQ(entries.front().body, "body 5");
  EXPECT_EQ(entries.back().body, "body 1004");
  const auto raw = core->stack.attachments->last("outbox", 1).value();
  EXPECT_EQ(raw[0].bytes.find("body"), std::string::npos);
}

}  // namespace
}  // namespace authledger::test
