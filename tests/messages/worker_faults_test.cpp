// Several workers, damaged bodies, ends in the middle.
#include "tests/messages/worker_world.h"

namespace authledger::test {
namespace {

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
