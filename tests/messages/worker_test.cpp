// The worker over a real log and a scripted channel.
#include "infra/messages/worker.h"

#include <gtest/gtest.h>

#include <deque>
#include <filesystem>
#include <future>

#include "command/message/request_message.h"
#include "infra/app/core.h"
#include "shared/codec.h"
#include "tests/support/log_backends.h"

namespace authledger::test {
namespace {

using namespace infra;
namespace fs = std::filesystem;

class ScriptedChannel final : public Channel {
 public:
  Delivery send(const Outgoing& message, const std::function<bool()>& interrupted) override {
    const auto run = during;  // which may clear it
    if (run) run(interrupted);
    const std::lock_guard lock(mutex);
    sent.push_back(message);
    if (answers.empty()) return Delivery::sent();
    const auto answer = answers.front();
    answers.pop_front();
    return answer;
  }
  std::mutex mutex;
  std::vector<Outgoing> sent;
  std::deque<Delivery> answers;
  std::function<void(const std::function<bool()>&)> during;
};

class WorkerTest : public testing::Test {
 protected:
  WorkerTest() {
    std::string name = fs::temp_directory_path() / "authledger-worker-XXXXXX";
    folder = mkdtemp(name.data());
    Settings settings;
    settings.data_dir = folder;
    settings.memory_kib = 64;
    core = Core::open(settings).value();
    texts = std::make_unique<MessageTexts>(MessageTexts::load("", "Test").value());
    options.retry_first_s = 10;
    options.attempts_max = 3;
    options.lease_s = 60;
  }
  ~WorkerTest() override { fs::remove_all(folder); }

  WorkerParts parts() {
    return {*core->dispatcher,
            *core->stack.attachments,
            *core->vault,
            *texts,
            clock,
            core->random,
            &email,
            &sms};
  }
  std::unique_ptr<MessageWorker> worker() {
    return std::make_unique<MessageWorker>(parts(), options);
  }
  command::CommandContext context() {
    command::CommandContext out;
    out.tenant_id = "root";
    out.actor_kind = "system";
    out.now = clock.now();
    return out;
  }
  MessageId request(std::optional<Timestamp> expires_at = std::nullopt) {
    command::RequestMessage message{MessageId{new_uuid(clock, core->random)},
                                    command::templates::kEmailVerification};
    message.language = "de-AT";
    message.to = {"ada@example.com"};
    message.parameters = {{"code", "123456"}, {"minutes", "15"}};
    message.expires_at = expires_at;
    message.now = clock.now();
    EXPECT_TRUE(core->dispatcher->run(context(), nullptr, message));
    return message.message_id;
  }
  std::vector<std::string> types(const MessageId& id) {
    std::vector<std::string> out;
    const auto rows = core->stack.log->read_stream("message-" + id.value, 0);
    for (const auto& row : *rows) out.push_back(row.type);
    return out;
  }
  std::string last_payload(const MessageId& id) {
    return core->stack.log->read_stream("message-" + id.value, 0)->back().payload;
  }
  std::int64_t queued() {
    return core->stack.attachments->queue_length(command::kMessageBody)->count;
  }
  void wait_until(const std::function<bool()>& holds) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (!holds() && std::chrono::steady_clock::now() < end) std::this_thread::yield();
    EXPECT_TRUE(holds());
  }

  using Types = std::vector<std::string>;
  fs::path folder;
  ManualClock clock;
  std::unique_ptr<Core> core;
  std::unique_ptr<MessageTexts> texts;
  ScriptedChannel email, sms;
  WorkerOptions options;
};

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

TEST_F(WorkerTest, NobodyElseSendsWhatIsBeingSent) {
  const auto id = request();
  const auto first = worker();
  const auto second = worker();
  email.during = [&](const auto&) {
    email.during = nullptr;
    EXPECT_FALSE(second->work_once());
    clock.move_s(59);
    EXPECT_FALSE(second->work_once());
  };
  EXPECT_TRUE(first->work_once());
  EXPECT_EQ(email.sent.size(), 1u);
  EXPECT_EQ(types(id), Types({"message.requested", "message.sent"}));
}

TEST_F(WorkerTest, AnotherTakesOverFromTheDead) {
  const auto id = request();
  // What a process does that dies after the server's yes.
  const auto taken = core->stack.attachments->take_due(command::kMessageBody, clock.now(),
                                                       clock.now().plus_s(60), 1);
  ASSERT_EQ(taken->size(), 1u);
  const auto own = worker();
  EXPECT_FALSE(own->work_once());
  clock.move_s(60);
  EXPECT_TRUE(own->work_once());
  EXPECT_EQ(types(id), Types({"message.requested", "message.sent"}));
}

TEST_F(WorkerTest, ALateFactOfTheFirstChangesNothing) {
  const auto id = request();
  const auto first = worker();
  const auto second = worker();
  email.answers = {Delivery::sent(), Delivery::later("timeout")};
  email.during = [&](const auto&) {
    email.during = nullptr;
    clock.move_s(61);  // the first one sleeps, the second one sends
    EXPECT_TRUE(second->work_once());
  };
  EXPECT_TRUE(first->work_once());
  EXPECT_EQ(types(id), Types({"message.requested", "message.sent"}));
  EXPECT_EQ(queued(), 0);
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

TEST_F(WorkerTest, ADamagedBodyIsGivenUp) {
  const auto id = request();
  ASSERT_TRUE(core->stack.attachments->put(command::kMessageBody, id.value, "garbage"));
  EXPECT_TRUE(worker()->work_once());
  EXPECT_NE(last_payload(id).find(R"("reason":"damaged")"), std::string::npos);
  EXPECT_TRUE(email.sent.empty());
}

TEST_F(WorkerTest, ThreadsAreWokenByARequest) {
  options.poll_ms = 60'000;
  const auto own = worker();
  own->start();
  const auto id = request();
  own->notify();
  wait_until([&] { return types(id).size() == 2; });
  own->stop();
  EXPECT_EQ(types(id), Types({"message.requested", "message.sent"}));
}

TEST_F(WorkerTest, StoppingWaitsForWhatIsBeingSent) {
  options.threads = 1;
  std::promise<void> entered;
  std::promise<void> go_on;
  email.during = [&](const auto&) {
    entered.set_value();
    go_on.get_future().wait();
  };
  const auto first = request();
  const auto second = request();
  const auto own = worker();
  own->start();
  entered.get_future().wait();
  own->drain();
  go_on.set_value();
  own->stop(std::chrono::seconds(20));
  EXPECT_EQ(types(first), Types({"message.requested", "message.sent"}));
  EXPECT_EQ(types(second), Types({"message.requested"}));
}

TEST_F(WorkerTest, WhatIsInterruptedIsDueAtOnce) {
  options.threads = 1;
  std::promise<void> entered;
  email.answers = {Delivery::later("interrupted")};
  email.during = [&](const std::function<bool()>& interrupted) {
    entered.set_value();
    while (!interrupted()) std::this_thread::yield();
  };
  const auto id = request();
  const auto own = worker();
  own->start();
  entered.get_future().wait();
  own->stop(std::chrono::milliseconds(1));
  EXPECT_EQ(types(id), Types({"message.requested"}));
  email.during = nullptr;
  EXPECT_TRUE(worker()->work_once());
  EXPECT_EQ(types(id), Types({"message.requested", "message.sent"}));
}

TEST(RetryDelay, DoublesUpToTheLimitAndSpreads) {
  WorkerOptions options;
  options.retry_first_s = 10;
  options.retry_max_s = 60;
  EXPECT_EQ(retry_delay_ms(options, 1, 0.5), 10'000);
  EXPECT_EQ(retry_delay_ms(options, 2, 0.5), 20'000);
  EXPECT_EQ(retry_delay_ms(options, 4, 0.5), 60'000);
  EXPECT_EQ(retry_delay_ms(options, 1000, 0.5), 60'000);
  EXPECT_EQ(retry_delay_ms(options, 1, 0.0), 8'000);
  EXPECT_EQ(retry_delay_ms(options, 1, 1.0), 12'000);
}

}  // namespace
}  // namespace authledger::test
