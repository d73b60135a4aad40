// The feed on a real broker: whatever the topic does, the reader gets 1, 2, 3 …
#include "infra/kafka/kafka_feed.h"

#include <algorithm>
#include <future>
#include <random>

#include "infra/kafka/relay.h"
#include "infra/log/published_event.h"
#include "tests/kafka/test_topic.h"

namespace authledger::infra::test {
namespace {

class KafkaFeedTest : public TestTopic {
 protected:
  int partitions() const override { return 3; }

  // A feed that leaves the log alone for as long as a test takes, so that what comes, comes from
  // the topic.
  KafkaFeedSettings topic_only() const {
    KafkaFeedSettings settings;
    settings.kafka = kafka;
    settings.gap_wait_ms = 60'000;
    return settings;
  }
  KafkaFeedSettings usual() const {
    KafkaFeedSettings settings;
    settings.kafka = kafka;
    return settings;
  }
  std::unique_ptr<KafkaFeed> open(const KafkaFeedSettings& settings) {
    auto feed = KafkaFeed::open(log, settings);
    EXPECT_TRUE(feed);
    return std::move(*feed);
  }
  // Reads the log to its head and sees to it that every partition is followed: a probe of somebody
  // else gets through.
  void settle(KafkaFeed& feed, Position after = 0) {
    while (after < log.size()) after = take(feed, after).back().position;
    for (int i = 0; i < kafka.partitions; ++i) {
      const auto before = feed.status().foreign;
      ASSERT_TRUE(eventually([&] {
        write(i, {"probe", "probe", {}});
        // One that is late would be counted elsewhere.
        for (int look = 0; look < 100 && feed.status().foreign == before; ++look)
          EXPECT_TRUE(feed.next(after, 10, 20ms));
        return feed.status().foreign > before;
      }));
    }
  }
  Events take(KafkaFeed& feed, Position after, int limit = 1'000) {
    auto events = feed.next(after, limit, 20s);
    EXPECT_TRUE(events) << events.error().detail;
    EXPECT_FALSE(events && events->empty()) << "nothing came";
    return events && !events->empty() ? std::move(*events) : Events(1);
  }
  // Everything up to `last`, with each event compared with the log's.
  void expect_all(KafkaFeed& feed, Position after, Position last, int limit = 1'000) {
    while (after < last) {
      for (const auto& event : take(feed, after, limit)) {
        ASSERT_EQ(event.position, after + 1);
        ++after;
        expect_same(event, as_published(log.at(after)));
      }
    }
    EXPECT_EQ(after, last);
  }
  static void expect_same(const events::StoredEvent& got, const events::StoredEvent& expected) {
    EXPECT_EQ(got.event_id, expected.event_id);
    EXPECT_EQ(got.tenant_id, expected.tenant_id);
    EXPECT_EQ(got.stream_id, expected.stream_id);
    EXPECT_EQ(got.stream_version, expected.stream_version);
    EXPECT_EQ(got.type, expected.type);
    EXPECT_EQ(got.schema_version, expected.schema_version);
    EXPECT_EQ(got.recorded_at, expected.recorded_at);
    EXPECT_EQ(got.subject, expected.subject);
    EXPECT_EQ(got.payload, expected.payload);
    EXPECT_EQ(got.meta, expected.meta);
  }

  VectorLog log;
};

TEST_F(KafkaFeedTest, HandsOutWhatTheRelayPublishes) {
  const auto feed = open(topic_only());
  settle(*feed);
  LockPlace place;
  MemoryLock lock(place);
  MemoryCheckpoints checkpoints;
  RelaySettings settings;
  settings.kafka = kafka;
  Relay relay(log, lock, checkpoints, settings);
  relay.start();
  log.grow(3'000);
  relay.notify();
  expect_all(*feed, 0, 3'000, 700);
  EXPECT_EQ(feed->status().from_topic, 3'000);
  EXPECT_EQ(feed->status().from_log, 0);
}

TEST_F(KafkaFeedTest, PutsDuplicatesAndDisorderRight) {
  const auto feed = open(topic_only());
  settle(*feed);
  log.grow(200);
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  std::vector<Position> order;
  for (Position i = 1; i <= 200; ++i) order.insert(order.end(), {i, i});
  std::shuffle(order.begin(), order.end(), random);
  for (const auto position : order) write(log.at(position));
  expect_all(*feed, 0, 200);

  for (Position i = 1; i <= 50; ++i) write(log.at(i));  // a replay from zero, then something new
  log.grow(1);
  write(log.at(201));
  expect_all(*feed, 200, 201);
  EXPECT_EQ(feed->status().from_topic, 201);
  EXPECT_GE(feed->status().duplicates, 200);
}

TEST_F(KafkaFeedTest, FillsAGapFromTheLog) {
  auto settings = usual();
  settings.head_poll_ms = 60'000;
  const auto feed = open(settings);
  settle(*feed);
  log.grow(100);
  for (Position i = 1; i <= 100; ++i) {
    if (i != 40 && i != 41) write(log.at(i));
  }
  expect_all(*feed, 0, 100);
  EXPECT_EQ(feed->status().from_log, 2);
  EXPECT_EQ(feed->status().from_topic, 98);
}

TEST_F(KafkaFeedTest, ReadsWhatIsOlderThanItselfFromTheLog) {
  log.grow(2'500);
  const auto feed = open(usual());
  expect_all(*feed, 0, 2'500);
  EXPECT_EQ(feed->status().from_log, 2'500);
}

TEST_F(KafkaFeedTest, StartsAtACheckpointAndMayGoBack) {
  log.grow(120);
  const auto feed = open(usual());
  settle(*feed, 70);
  expect_all(*feed, 70, 120);
  log.grow(1);
  write(log.at(121));
  expect_all(*feed, 120, 121);
  expect_all(*feed, 10, 121);
}

TEST_F(KafkaFeedTest, IgnoresWhatOthersWrite) {
  const auto feed = open(topic_only());
  settle(*feed);
  const auto before = feed->status().foreign;
  log.grow(2);
  const auto good = to_record(log.at(1), {kafka.source, 1, 0});
  const auto broken_copies = [&] {
    std::vector<TopicRecord> copies;
    for (const auto* name :
         {"ce_specversion", "ce_id", "ce_type", "ce_source", "ce_time", "ce_subject", "position",
          "prevposition", "ce_epoch", "ce_streamversion", "ce_schemaversion"}) {
      auto without = *good;
      std::erase_if(without.headers, [&](const auto& header) { return header.first == name; });
      copies.push_back(without);
      auto wrong = *good;
      for (auto& [have, value] : wrong.headers) {
        if (have == name) value = "-7 \xff";
      }
      copies.push_back(wrong);
    }
    return copies;
  }();
  for (const auto& record : broken_copies) write(0, record);
  write(1, {"", "", {}});
  write(1, {std::string(100'000, 'x'), std::string(1, '\0'), {}});
  write(log.at(1));
  write(log.at(2));
  expect_all(*feed, 0, 2);
  const auto wanted = static_cast<int>(broken_copies.size()) + 2;
  EXPECT_TRUE(eventually([&] {
    EXPECT_TRUE(feed->next(2, 10, 20ms)->empty());
    return feed->status().foreign - before >= wanted;
  }));
  EXPECT_TRUE(feed->next(2, 10, 200ms)->empty());
  EXPECT_EQ(feed->status().foreign - before, wanted);
}

TEST_F(KafkaFeedTest, RefusesALostFuture) {
  log.grow(10);
  const auto feed = open(topic_only());
  settle(*feed);
  auto beyond = log.at(10);
  beyond.position = 11;
  write(beyond);
  ASSERT_TRUE(eventually([&] {
    EXPECT_TRUE(feed->next(10, 10, 20ms)->empty());
    return feed->status().refused == 1;
  }));
  EXPECT_NE(feed->status().refusal.find("position 11"), std::string::npos);

  log.epoch = 2;  // the log goes on from a backup: what is published of the old time is not its own
  log.grow(2);
  auto false_one = log.at(11);
  false_one.payload = R"({"false":true})";
  write(false_one, 1);
  write(log.at(11), 2);
  write(log.at(12), 2);
  write(log.at(12), 3);
  expect_all(*feed, 10, 12);
  EXPECT_TRUE(feed->next(12, 10, 100ms)->empty());
  EXPECT_EQ(feed->status().from_topic, 2);
  EXPECT_GE(feed->status().refused, 2);
}

TEST_F(KafkaFeedTest, ReportsAReaderThatHasSeenALostFuture) {
  log.grow(10);
  const auto feed = open(usual());
  const auto events = feed->next(11, 10, 5s);
  ASSERT_FALSE(events);
  EXPECT_EQ(events.error().id, errors::kLogBehindReader.id);
}

TEST_F(KafkaFeedTest, AFullBufferIsMadeGoodFromTheLog) {
  auto settings = usual();
  settings.buffer_max = 10;
  const auto feed = open(settings);
  settle(*feed);
  log.grow(300);
  for (Position i = 300; i >= 1; --i) write(log.at(i));
  expect_all(*feed, 0, 300);
  EXPECT_GT(feed->status().forgotten, 0);
}

TEST_F(KafkaFeedTest, InterruptReturnsAtOnce) {
  const auto feed = open(topic_only());
  settle(*feed);
  auto waiting = std::async(std::launch::async, [&] {
    const auto started = std::chrono::steady_clock::now();
    EXPECT_TRUE(feed->next(0, 10, 60s)->empty());
    return std::chrono::steady_clock::now() - started;
  });
  EXPECT_EQ(waiting.wait_for(50ms), std::future_status::timeout);  // it does wait
  const auto interrupted = std::chrono::steady_clock::now();
  feed->interrupt();
  EXPECT_LT(waiting.get(), 30s);
  EXPECT_LT(std::chrono::steady_clock::now() - interrupted, 20s);

  feed->interrupt();  // before the call: not lost
  const auto started = std::chrono::steady_clock::now();
  EXPECT_TRUE(feed->next(0, 10, 60s)->empty());
  EXPECT_LT(std::chrono::steady_clock::now() - started, 20s);
}

TEST_F(KafkaFeedTest, GoesOnWithoutKafka) {
  auto settings = usual();
  settings.kafka.brokers = "127.0.0.1:1";
  const auto feed = open(settings);
  log.grow(50);
  expect_all(*feed, 0, 50);
  EXPECT_TRUE(eventually([&] {
    EXPECT_TRUE(feed->next(50, 10, 10ms)->empty());
    return !feed->status().topic_error.empty();
  }));
  log.grow(50);
  expect_all(*feed, 50, 100);
}

TEST_F(KafkaFeedTest, FollowsATopicThatIsMadeLater) {
  delete_topic();
  const auto feed = open(topic_only());
  EXPECT_TRUE(feed->next(0, 10, 50ms)->empty());
  ASSERT_TRUE(eventually([&] { return ensure_topic(kafka).has_value(); }));
  settle(*feed);
}

TEST_F(KafkaFeedTest, SaysThatTheLogIsDownAndRecovers) {
  log.grow(10);
  const auto feed = open(usual());
  log.down = true;
  const auto events = feed->next(0, 10, 150ms);
  ASSERT_FALSE(events);
  EXPECT_EQ(events.error().id, errors::kLogUnavailable.id);
  EXPECT_FALSE(feed->status().log_error.empty());
  log.down = false;
  expect_all(*feed, 0, 10);
  EXPECT_TRUE(feed->status().log_error.empty());
}

}  // namespace
}  // namespace authledger::infra::test
