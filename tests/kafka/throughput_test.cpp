// Figures on the real broker: fails only when something is missing.
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <future>

#include "infra/kafka/kafka_feed.h"
#include "infra/kafka/relay.h"
#include "tests/kafka/test_topic.h"
#include "tests/support/scale.h"

namespace authledger::infra::test {
namespace {

using SteadyClock = std::chrono::steady_clock;

double cpu_s() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }
double seconds(SteadyClock::duration time) { return std::chrono::duration<double>(time).count(); }

class Throughput : public TestTopic {
 protected:
  void SetUp() override {
    TestTopic::SetUp();
    if (HasFatalFailure()) return;
    RelaySettings settings;
    settings.kafka = kafka;
    relay = std::make_unique<Relay>(log, lock, checkpoints, settings);
    relay->start();
    KafkaFeedSettings reading;
    reading.kafka = kafka;
    reading.gap_wait_ms = 500;
    reading.head_poll_ms = 1'000;
    feed = std::move(*KafkaFeed::open(log, reading));
    // Both are warm when an event has come through the topic.
    ASSERT_TRUE(eventually([&] {
      log.grow(40);
      relay->notify();
      read_to(log.size());
      return feed->status().from_topic > 0;
    }));
  }
  void read_to(Position last) {
    while (after < last) {
      const auto events = feed->next(after, 1'000, 20s);
      ASSERT_TRUE(events);
      for (const auto& event : *events) ASSERT_EQ(event.position, ++after);
    }
  }

  VectorLog log;
  LockPlace place;
  MemoryLock lock{place};
  MemoryCheckpoints checkpoints;
  std::unique_ptr<Relay> relay;
  std::unique_ptr<KafkaFeed> feed;
  Position after = 0;
};

TEST_F(Throughput, RelayAndFeed) {
  constexpr int kCount = authledger::test::scaled(100'000, 20'000);
  const auto topic_before = feed->status().from_topic;
  const auto first = log.size();
  log.grow(kCount, 5'000);
  const auto started = SteadyClock::now();
  const auto cpu = cpu_s();
  relay->notify();
  auto relayed = std::async(std::launch::async, [&] {
    EXPECT_TRUE(eventually([&] { return relay->status().acknowledged >= first + kCount; }));
    return SteadyClock::now();
  });
  feed->notify(log.size());
  read_to(first + kCount);
  const auto fed = seconds(SteadyClock::now() - started);
  const auto published = seconds(relayed.get() - started);
  const auto spent = cpu_s() - cpu;
  std::printf(
      "relay %.0f events/s, relay to feed %.0f events/s, %.1f us CPU per event for both; "
      "%lld of %d from the topic\n",
      kCount / published, kCount / fed, spent / kCount * 1e6,
      static_cast<long long>(feed->status().from_topic - topic_before), kCount);
}

TEST_F(Throughput, LatencyFromAppendToFeed) {
  constexpr int kCount = 2'000;
  std::vector<double> times_ms;
  const auto log_before = feed->status().from_log;
  const auto cpu = cpu_s();
  for (int i = 0; i < kCount; ++i) {
    const auto started = SteadyClock::now();
    log.grow(1);
    relay->notify();
    read_to(log.size());
    times_ms.push_back(seconds(SteadyClock::now() - started) * 1e3);
  }
  const auto spent = cpu_s() - cpu;
  std::sort(times_ms.begin(), times_ms.end());
  std::printf(
      "append to feed p50 %.2f ms, p99 %.2f ms, max %.2f ms; %.0f us CPU each; %lld from "
      "the log\n",
      times_ms[kCount / 2], times_ms[kCount * 99 / 100], times_ms.back(), spent / kCount * 1e6,
      static_cast<long long>(feed->status().from_log - log_before));
}

}  // namespace
}  // namespace authledger::infra::test
