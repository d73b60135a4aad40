#include "infra/kafka/topic_tail.h"

#include <algorithm>
#include <chrono>

#include "infra/kafka/client.h"
#include "infra/kafka/message.h"
#include "infra/kafka/record.h"

namespace authledger::infra {
namespace {

using kafka::topic_unavailable;
using SteadyClock = std::chrono::steady_clock;

constexpr std::int64_t kLookBack = 50;  // records per partition
constexpr int kStepMs = 20;             // between two questions to a broker that is not ready

int ms_left(SteadyClock::time_point deadline) {
  const auto left =
      std::chrono::duration_cast<std::chrono::milliseconds>(deadline - SteadyClock::now());
  return std::max(1, static_cast<int>(left.count()));
}

// A topic made a moment ago is known before its leaders answer.
bool passes_by_itself(rd_kafka_resp_err_t code) {
  return code == RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION ||
         code == RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE ||
         code == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART ||
         code == RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION;
}

// Starts reading the end of each partition into the queue; answers how many have something.
Result<int> start(rd_kafka_t* client, rd_kafka_topic_t* topic, rd_kafka_queue_t* queue,
                  const std::vector<PartitionTail>& tails) {
  int started = 0;
  for (std::size_t i = 0; i < tails.size(); ++i) {
    const auto& tail = tails[i];
    if (tail.low == tail.high) continue;
    const auto from = std::max(tail.low, tail.high - kLookBack);
    if (rd_kafka_consume_start_queue(topic, static_cast<std::int32_t>(i), from, queue) != 0) {
      return fail(topic_unavailable("read " + std::string(rd_kafka_name(client)),
                                    rd_kafka_err2str(rd_kafka_last_error())));
    }
    ++started;
  }
  return started;
}

}  // namespace

Result<std::vector<PartitionTail>> read_tails(const KafkaSettings& settings, int partitions,
                                              Position head, int timeout_ms) {
  const auto deadline = SteadyClock::now() + std::chrono::milliseconds(timeout_ms);
  kafka::Config config;
  config.set("enable.partition.eof", "true").set("fetch.wait.max.ms", "10");
  AUTHLEDGER_TRY(client, config.make(RD_KAFKA_CONSUMER, settings));
  std::vector<PartitionTail> tails(static_cast<std::size_t>(partitions));
  for (std::size_t i = 0; i < tails.size(); ++i) {
    for (;;) {
      const auto code = rd_kafka_query_watermark_offsets(
          client.get(), settings.topic.c_str(), static_cast<std::int32_t>(i), &tails[i].low,
          &tails[i].high, ms_left(deadline));
      if (code == RD_KAFKA_RESP_ERR_NO_ERROR) break;
      if (SteadyClock::now() > deadline || !passes_by_itself(code)) {
        return fail(topic_unavailable("ask for offsets", rd_kafka_err2str(code)));
      }
      rd_kafka_poll(client.get(), kStepMs);
    }
  }

  const kafka::QueueHandle queue(rd_kafka_queue_new(client.get()));
  AUTHLEDGER_TRY(topic, kafka::open_topic(client.get(), settings.topic));
  AUTHLEDGER_TRY(waiting, start(client.get(), topic.get(), queue.get(), tails));
  while (waiting > 0) {
    if (SteadyClock::now() > deadline)
      return fail(topic_unavailable("read the tails", "timed out"));
    const kafka::MessageHandle message(rd_kafka_consume_queue(queue.get(), ms_left(deadline)));
    if (message == nullptr) continue;
    if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
      --waiting;
      rd_kafka_consume_stop(topic.get(), message->partition);
    } else if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
      return fail(topic_unavailable("read the tails", rd_kafka_message_errstr(message.get())));
    } else {
      const auto position = position_of(kafka::MessageHeaders(*message).views());
      auto& tail = tails[static_cast<std::size_t>(message->partition)];
      if (position <= head) tail.position = std::max(tail.position, position);
    }
  }
  return tails;
}

}  // namespace authledger::infra
