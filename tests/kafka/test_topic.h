// A topic of its own per test on the broker that AUTHLEDGER__KAFKA__BROKERS names, and raw access
// to it that shares no code with the relay's producer or the feed's consumer.
#pragma once

#include <librdkafka/rdkafka.h>
#include <unistd.h>

#include <array>
#include <cstdlib>

#include "infra/kafka/record.h"
#include "infra/kafka/topic.h"
#include "tests/kafka/support.h"

namespace authledger::infra::test {

struct RawRecord {
  int partition = 0;
  std::int64_t offset = 0;
  std::string key;
  std::string value;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string header(const std::string& name) const {
    for (const auto& [have, text] : headers) {
      if (have == name) return text;
    }
    return {};
  }
  Position number(const std::string& name) const { return std::stoll("0" + header(name)); }
};

using RawRecords = std::vector<RawRecord>;

// Each record, seen by a reader that drops what it has passed: the chain of prevposition is whole
// and at the end nothing of the log is missing.
inline void expect_nothing_lost(const RawRecords& records, VectorLog& log) {
  std::map<int, Position> last;
  std::map<Position, int> seen;
  for (const auto& record : records) {
    const auto position = record.number("position");
    if (position <= last[record.partition]) continue;
    EXPECT_EQ(record.number("prevposition"), last[record.partition]) << "at " << position;
    last[record.partition] = position;
    ++seen[position];
  }
  EXPECT_EQ(static_cast<Position>(seen.size()), log.size());
  for (const auto& [position, times] : seen) EXPECT_EQ(times, 1) << position;
}

// A topic that lives as long as the test.
class TestTopic : public testing::Test {
 protected:
  void SetUp() override {
    kafka.brokers = brokers();
    ASSERT_FALSE(kafka.brokers.empty()) << "set AUTHLEDGER__KAFKA__BROKERS, see scripts/stack env";
    static std::atomic<int> counter{0};
    kafka.partitions = partitions();
    kafka.topic = "test-" + std::to_string(::getpid()) + "-" + std::to_string(++counter) + "-" +
                  std::to_string(std::chrono::system_clock::now().time_since_epoch().count());
    client_ = make_client(RD_KAFKA_PRODUCER);
    make_topic();
  }
  void TearDown() override {
    if (client_ == nullptr) return;
    delete_topic();
    rd_kafka_destroy(client_);
  }
  virtual int partitions() const { return 12; }
  virtual std::string brokers() {
    const char* brokers = std::getenv("AUTHLEDGER__KAFKA__BROKERS");
    return brokers == nullptr ? "" : brokers;
  }

  virtual void make_topic() {
    const auto made = ensure_topic(kafka);
    ASSERT_TRUE(made) << made.error().detail;
    ASSERT_EQ(*made, kafka.partitions);
  }

  virtual void delete_topic() {
    rd_kafka_DeleteTopic_t* topic = rd_kafka_DeleteTopic_new(kafka.topic.c_str());
    rd_kafka_queue_t* queue = rd_kafka_queue_new(client_);
    rd_kafka_DeleteTopics(client_, &topic, 1, nullptr, queue);
    rd_kafka_event_t* event = rd_kafka_queue_poll(queue, 10'000);
    EXPECT_NE(event, nullptr);
    if (event != nullptr) {
      EXPECT_EQ(rd_kafka_event_error(event), RD_KAFKA_RESP_ERR_NO_ERROR);
      rd_kafka_event_destroy(event);
    }
    rd_kafka_queue_destroy(queue);
    rd_kafka_DeleteTopic_destroy(topic);
  }

  // Whether the topic is there, has a leader everywhere and nothing on it.
  bool is_new() const {
    rd_kafka_t* client = make_client(RD_KAFKA_CONSUMER);
    std::int64_t low = 0;
    std::int64_t high = 0;
    bool result = true;
    for (int i = 0; result && i < kafka.partitions; ++i) {
      result = rd_kafka_query_watermark_offsets(client, kafka.topic.c_str(), i, &low, &high,
                                                2'000) == RD_KAFKA_RESP_ERR_NO_ERROR &&
               high == 0;
    }
    rd_kafka_destroy(client);
    return result;
  }

  // Everything on the topic at this moment, partition by partition, in offset order.
  RawRecords read_topic() const {
    RawRecords records;
    rd_kafka_t* client = make_client(RD_KAFKA_CONSUMER);
    rd_kafka_topic_t* topic = rd_kafka_topic_new(client, kafka.topic.c_str(), nullptr);
    for (int i = 0; i < kafka.partitions; ++i) {
      std::int64_t low = 0;
      std::int64_t high = 0;
      EXPECT_EQ(
          rd_kafka_query_watermark_offsets(client, kafka.topic.c_str(), i, &low, &high, 9'000),
          RD_KAFKA_RESP_ERR_NO_ERROR);
      if (low == high) continue;
      rd_kafka_consume_start(topic, i, low);
      for (auto next = low; next < high;) {
        rd_kafka_message_t* message = rd_kafka_consume(topic, i, 9'000);
        EXPECT_NE(message, nullptr) << "the topic does not answer";
        if (message == nullptr) break;
        if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
          records.push_back(copy(*message));
          next = message->offset + 1;
        }
        rd_kafka_message_destroy(message);
      }
      rd_kafka_consume_stop(topic, i);
    }
    rd_kafka_topic_destroy(topic);
    rd_kafka_destroy(client);
    return records;
  }

  // Writes one record, as anybody could, and waits until it is there.
  void write(int partition, const TopicRecord& record) {
    rd_kafka_headers_t* headers = rd_kafka_headers_new(record.headers.size());
    for (const auto& [name, value] : record.headers) {
      rd_kafka_header_add(headers, std::string(name).c_str(), -1, value.data(),
                          static_cast<ssize_t>(value.size()));
    }
    ASSERT_EQ(rd_kafka_producev(
                  client_, RD_KAFKA_V_TOPIC(kafka.topic.c_str()), RD_KAFKA_V_PARTITION(partition),
                  RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
                  RD_KAFKA_V_KEY(record.key.data(), record.key.size()),
                  RD_KAFKA_V_VALUE(const_cast<char*>(record.value.data()), record.value.size()),
                  RD_KAFKA_V_HEADERS(headers), RD_KAFKA_V_END),
              RD_KAFKA_RESP_ERR_NO_ERROR);
    ASSERT_EQ(rd_kafka_flush(client_, 10'000), RD_KAFKA_RESP_ERR_NO_ERROR);
  }
  void write(const events::StoredEvent& event, std::int64_t epoch = 1) {
    const auto record = to_record(event, {kafka.source, epoch, 0});
    ASSERT_TRUE(record);
    write(partition_of(event.stream_id, kafka.partitions), *record);
  }

  KafkaSettings kafka;

 private:
  rd_kafka_t* make_client(rd_kafka_type_t type) const {
    std::array<char, 256> reason{};
    rd_kafka_conf_t* conf = rd_kafka_conf_new();
    rd_kafka_conf_set(conf, "bootstrap.servers", kafka.brokers.c_str(), nullptr, 0);
    const bool producer = type == RD_KAFKA_PRODUCER;
    rd_kafka_conf_set(conf, producer ? "linger.ms" : "fetch.wait.max.ms", producer ? "0" : "10",
                      nullptr, 0);
    return rd_kafka_new(type, conf, reason.data(), reason.size());
  }

  static RawRecord copy(const rd_kafka_message_t& message) {
    RawRecord record{message.partition,
                     message.offset,
                     std::string(static_cast<const char*>(message.key), message.key_len),
                     std::string(static_cast<const char*>(message.payload), message.len),
                     {}};
    rd_kafka_headers_t* headers = nullptr;
    if (rd_kafka_message_headers(&message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR) return record;
    const char* name = nullptr;
    const void* value = nullptr;
    std::size_t size = 0;
    for (std::size_t i = 0;
         rd_kafka_header_get_all(headers, i, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR;
         ++i) {
      record.headers.emplace_back(name, std::string(static_cast<const char*>(value), size));
    }
    return record;
  }

  rd_kafka_t* client_ = nullptr;
};

}  // namespace authledger::infra::test
