#include "infra/kafka/topic.h"

#include <array>
#include <chrono>
#include <string>

#include "infra/kafka/client.h"

namespace authledger::infra {
namespace {

using kafka::topic_unavailable;
using SteadyClock = std::chrono::steady_clock;

struct NewTopicDestroy {
  void operator()(rd_kafka_NewTopic_t* topic) const { rd_kafka_NewTopic_destroy(topic); }
};

std::string creation_outcome(rd_kafka_event_t* event) {
  if (event == nullptr) return "no answer in time";
  if (rd_kafka_event_error(event) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return rd_kafka_event_error_string(event);
  }
  std::size_t count = 0;
  const auto* results =
      rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event), &count);
  if (count == 0) return "an empty answer";
  const auto code = rd_kafka_topic_result_error(results[0]);
  if (code == RD_KAFKA_RESP_ERR_NO_ERROR || code == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS) {
    return {};
  }
  return rd_kafka_topic_result_error_string(results[0]);
}

// Empty: made, or there before. Else why not: no right to make topics is fine where one exists.
std::string create(rd_kafka_t* client, const KafkaSettings& settings, int timeout_ms) {
  std::array<char, 256> reason{};
  std::unique_ptr<rd_kafka_NewTopic_t, NewTopicDestroy> topic(
      rd_kafka_NewTopic_new(settings.topic.c_str(), settings.partitions, settings.replication,
                            reason.data(), reason.size()));
  if (topic == nullptr) return reason.data();
  rd_kafka_NewTopic_set_config(topic.get(), "cleanup.policy", "delete");
  rd_kafka_NewTopic_set_config(topic.get(), "retention.ms",
                               std::to_string(settings.retention_ms).c_str());
  const kafka::QueueHandle queue(rd_kafka_queue_new(client));
  std::array<rd_kafka_NewTopic_t*, 1> topics{topic.get()};
  rd_kafka_CreateTopics(client, topics.data(), topics.size(), nullptr, queue.get());
  const kafka::EventHandle event(rd_kafka_queue_poll(queue.get(), timeout_ms));
  return creation_outcome(event.get());
}

// How many partitions, all of them led; 0 while it is not so, with the reason.
int led_partitions(rd_kafka_t* client, rd_kafka_topic_t* topic, int timeout_ms,
                   std::string& reason) {
  const rd_kafka_metadata_t* raw = nullptr;
  const auto code = rd_kafka_metadata(client, 0, topic, &raw, timeout_ms);
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
    reason = rd_kafka_err2str(code);
    return 0;
  }
  const kafka::MetadataHandle metadata(raw);
  if (metadata->topic_cnt != 1 || metadata->topics[0].err != RD_KAFKA_RESP_ERR_NO_ERROR) {
    reason = metadata->topic_cnt == 1 ? rd_kafka_err2str(metadata->topics[0].err) : "no topic";
    return 0;
  }
  const auto& described = metadata->topics[0];
  for (int i = 0; i < described.partition_cnt; ++i) {
    if (described.partitions[i].leader < 0) {
      reason = "a partition has no leader";
      return 0;
    }
  }
  return described.partition_cnt;
}

}  // namespace

Result<int> ensure_topic(const KafkaSettings& settings, int timeout_ms) {
  const auto deadline = SteadyClock::now() + std::chrono::milliseconds(timeout_ms);
  kafka::Config config;
  AUTHLEDGER_TRY(client, config.make(RD_KAFKA_PRODUCER, settings));
  AUTHLEDGER_TRY(topic, kafka::open_topic(client.get(), settings.topic));
  const auto not_made = create(client.get(), settings, kafka::ms_left(deadline));
  std::string reason;
  do {
    const int partitions =
        led_partitions(client.get(), topic.get(), kafka::ms_left(deadline), reason);
    if (partitions > 0) return partitions;
    rd_kafka_poll(client.get(), kafka::kPollStepMs);
  } while (SteadyClock::now() < deadline);
  return fail(topic_unavailable("ensure " + settings.topic, not_made.empty() ? reason : not_made));
}

int partition_of(std::string_view stream_id, int partitions) {
  return rd_kafka_msg_partitioner_murmur2(nullptr, stream_id.data(), stream_id.size(), partitions,
                                          nullptr, nullptr);
}

}  // namespace authledger::infra
