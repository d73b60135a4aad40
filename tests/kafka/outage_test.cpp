// What happens while brokers are away. A shared broker cannot be stopped by one test, so these run
// on the broker that librdkafka brings along for tests.
#include "infra/kafka/kafka_feed.h"
#include "infra/kafka/relay.h"
#include "tests/kafka/test_topic.h"
// after rdkafka.h
#include <librdkafka/rdkafka_mock.h>

namespace authledger::infra::test {
namespace {

constexpr int kBroker = 1;

class Outage : public TestTopic {
 protected:
  std::string brokers() override {
    host_ = rd_kafka_new(RD_KAFKA_PRODUCER, rd_kafka_conf_new(), nullptr, 0);
    cluster_ = rd_kafka_mock_cluster_new(host_, 1);
    return rd_kafka_mock_cluster_bootstraps(cluster_);
  }
  void make_topic() override {
    ASSERT_EQ(rd_kafka_mock_topic_create(cluster_, kafka.topic.c_str(), kafka.partitions, 1),
              RD_KAFKA_RESP_ERR_NO_ERROR);
  }
  void delete_topic() override {}
  void TearDown() override {
    TestTopic::TearDown();
    rd_kafka_mock_cluster_destroy(cluster_);
    rd_kafka_destroy(host_);
  }
  void down() { rd_kafka_mock_broker_set_down(cluster_, kBroker); }
  void up() { rd_kafka_mock_broker_set_up(cluster_, kBroker); }

  RelaySettings relay_settings() const {
    RelaySettings settings;
    settings.kafka = kafka;
    settings.stall_ms = 200;
    settings.backoff_ms_max = 200;
    return settings;
  }

  VectorLog log;
  LockPlace place;
  MemoryLock lock{place};
  MemoryCheckpoints checkpoints;

 private:
  rd_kafka_t* host_ = nullptr;
  rd_kafka_mock_cluster_t* cluster_ = nullptr;
};

TEST_F(Outage, NothingIsLostAndTheStatusSaysSo) {
  Relay relay(log, lock, checkpoints, relay_settings());
  relay.start();
  log.grow(200);
  ASSERT_TRUE(eventually([&] { return relay.status().acknowledged == 200; }))
      << relay.status().error;
  for (int i = 0; i < 3; ++i) {
    down();
    log.grow(200);
    relay.notify();
    ASSERT_TRUE(eventually([&] { return !relay.status().error.empty(); }));
    EXPECT_LT(relay.status().acknowledged, log.size());
    EXPECT_LE(*checkpoints.get("relay"), relay.status().head);
    up();
    ASSERT_TRUE(eventually([&] { return relay.status().acknowledged == log.size(); }))
        << relay.status().error;
    EXPECT_TRUE(relay.status().error.empty());
  }
  relay.stop();
  EXPECT_EQ(*checkpoints.get("relay"), 800);
  expect_nothing_lost(read_topic(), log);
}

TEST_F(Outage, ReadersGetEverythingWhileItLasts) {
  KafkaFeedSettings settings;
  settings.kafka = kafka;
  const auto feed = std::move(*KafkaFeed::open(log, settings));
  Relay relay(log, lock, checkpoints, relay_settings());
  relay.start();
  Position after = 0;
  const auto read_all = [&] {
    while (after < log.size()) {
      const auto events = feed->next(after, 100, 20s);
      ASSERT_TRUE(events);
      ASSERT_FALSE(events->empty());
      for (const auto& event : *events) ASSERT_EQ(event.position, ++after);
    }
  };
  log.grow(100);
  read_all();
  down();
  log.grow(100);
  relay.notify();
  read_all();  // from the log
  up();
  ASSERT_TRUE(eventually([&] {  // and from the topic again
    const auto before = feed->status().from_topic;
    log.grow(10);
    relay.notify();
    read_all();
    return feed->status().from_topic > before;
  }));
}

}  // namespace
}  // namespace authledger::infra::test
