// What the races of relays share: a database, a topic, a writer that never rests, somebody who
// watches the checkpoint, and a feed that counts.
#pragma once

#include <thread>

#include "infra/crypto/system.h"
#include "infra/kafka/kafka_feed.h"
#include "infra/postgres/event_log.h"
#include "infra/postgres/migrate.h"
#include "infra/postgres/stores.h"
#include "tests/kafka/test_topic.h"
#include "tests/races/topic_proof.h"
#include "tests/support/pg_database.h"
#include "tests/support/scale.h"
#include "tests/support/seed.h"

namespace authledger::infra::test {

// Like eventually(), for a machine on which many other things run.
inline bool in_the_end(const std::function<bool()>& holds) {
  for (int tries = 0; tries < 5; ++tries) {
    if (eventually(holds)) return true;
  }
  return false;
}

class RelayRace : public TestTopic {
 protected:
  static constexpr Position kBehindMax = 1'000;  // the writer waits for a relay that is slower

  void SetUp() override {
    TestTopic::SetUp();
    if (HasFatalFailure()) return;
    ASSERT_TRUE(migrate_postgres({.url = database.url()}));
    seed = authledger::test::new_seed();
    writer_ = std::thread([this] { write(); });
    watcher_ = std::thread([this] { watch_checkpoint(); });
    reader_ = std::thread([this] { read_feed(); });
  }
  void TearDown() override {
    finish_writing();
    done_ = true;
    if (watcher_.joinable()) watcher_.join();
    if (reader_.joinable()) reader_.join();
    TestTopic::TearDown();
  }

  Position head() {
    return eventually_value([this] { return log_.head(); }).position;
  }
  Position checkpoint() {
    return eventually_value([this] { return checkpoints_.get("relay"); });
  }

  // Ends the session that holds the relay's lock, as a network that drops it would.
  void cut_lock() {
    database.run(
        "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND database ="
        " (SELECT oid FROM pg_database WHERE datname = current_database())");
  }

  // Everything is on the topic; the relays may stop.
  void finish_writing() {
    rest_ = true;
    if (writer_.joinable()) writer_.join();
  }

  void expect_proof(const char* what) {
    done_ = true;
    if (watcher_.joinable()) watcher_.join();
    if (reader_.joinable()) reader_.join();
    const auto last = head();
    const auto records = read_topic();
    const auto proof = prove_topic(records, last);
    EXPECT_TRUE(proof.wrong.empty()) << proof.wrong.size() << ", first: " << proof.wrong.front();
    EXPECT_EQ(checkpoint_went_back_, 0);
    EXPECT_EQ(feed_seen_, last);
    EXPECT_EQ(feed_skipped_, 0);
    std::printf("%s: %lld events, %zu records, %lld repetitions dropped, chain whole\n", what,
                static_cast<long long>(last), records.size(),
                static_cast<long long>(proof.repeats));
  }

  authledger::test::PgDatabase database;
  std::uint64_t seed = 0;

 private:
  template <class Ask>
  static auto eventually_value(Ask ask) -> std::decay_t<decltype(*ask())> {
    for (;;) {
      if (auto answer = ask()) return *answer;
    }
  }

  void write() {
    authledger::test::Dice dice(seed + 1);
    for (std::int64_t number = 0; !rest_;) {
      std::vector<command::AppendItem> items(static_cast<std::size_t>(dice.number(1, 12)));
      for (auto& item : items) {
        const auto stream = "user-" + std::to_string(dice.number(0, 39));
        item.writes.push_back({stream, command::kAnyVersion, {event_of(stream, ++number)}});
      }
      (void)log_.append(items);
      ::poll(nullptr, 0, static_cast<int>(dice.number(1, 8)));
      while (!rest_ && head() > checkpoint() + kBehindMax) ::poll(nullptr, 0, 5);
    }
  }
  void watch_checkpoint() {
    Position before = 0;
    while (!done_) {
      const auto now = checkpoints_.get("relay");
      if (now && *now < before) ++checkpoint_went_back_;
      if (now) before = *now;
      ::poll(nullptr, 0, 5);
    }
  }
  void read_feed() {
    KafkaFeedSettings settings;
    settings.kafka = kafka;
    const auto feed = std::move(*KafkaFeed::open(log_, settings));
    while (!done_ || feed_seen_ < head()) {
      const auto events = feed->next(feed_seen_, 500, 50ms);
      if (!events) continue;
      for (const auto& event : *events) {
        if (event.position != ++feed_seen_) ++feed_skipped_;
      }
    }
  }

  SystemClock clock_;
  PgPool pool_{PgSettings{.url = database.url()}};
  PostgresEventLog log_{pool_, clock_};
  PostgresCheckpointStore checkpoints_{pool_};
  std::atomic<bool> rest_{false};
  std::atomic<bool> done_{false};
  std::atomic<int> checkpoint_went_back_{0};
  std::atomic<Position> feed_seen_{0};
  std::atomic<int> feed_skipped_{0};
  std::thread writer_;
  std::thread watcher_;
  std::thread reader_;
};

}  // namespace authledger::infra::test
