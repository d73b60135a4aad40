#include "infra/kafka/topic_records.h"

#include <algorithm>
#include <array>
#include <memory>

#include "infra/kafka/client.h"
#include "infra/kafka/message.h"

namespace authledger::infra {
namespace {

using kafka::topic_unavailable;

constexpr std::size_t kBatch = 1000;

Result<kafka::ClientHandle> reading_client(const KafkaSettings& settings) {
  kafka::Config config;
  config.set("enable.partition.eof", "false")
      .set("auto.offset.reset", "error")
      .set("queued.max.messages.kbytes", "8192")
      .set("fetch.wait.max.ms", "10")  // one partition must not wait for the fetch of another
      .set("allow.auto.create.topics", "false");
  return config.make(RD_KAFKA_CONSUMER, settings);
}

// Ends the reading of one partition, also on the way out.
struct Reading {
  rd_kafka_topic_t* topic;
  int partition;
  Reading(rd_kafka_topic_t* of, int number) : topic(of), partition(number) {}
  Reading(const Reading&) = delete;
  Reading& operator=(const Reading&) = delete;
  ~Reading() { rd_kafka_consume_stop(topic, partition); }
};

Status read_partition(rd_kafka_topic_t* topic, int partition, const TopicRange& range,
                      const KafkaSettings& settings, int timeout_ms,
                      const std::function<Status(const SeenRecord&)>& take) {
  if (rd_kafka_consume_start(topic, partition, range.low) != 0) {
    return fail(
        topic_unavailable("read " + settings.topic, rd_kafka_err2str(rd_kafka_last_error())));
  }
  const Reading reading(topic, partition);
  std::array<rd_kafka_message_t*, kBatch> messages{};
  for (auto next = range.low; next < range.high;) {
    // A batch is waited for until it is full, so it only takes what is there.
    messages[0] = rd_kafka_consume(topic, partition, timeout_ms);
    if (messages[0] == nullptr)
      return fail(topic_unavailable("read " + settings.topic, "timed out"));
    const auto more =
        rd_kafka_consume_batch(topic, partition, 0, messages.data() + 1, messages.size() - 1);
    const auto got = 1 + static_cast<std::size_t>(std::max<ssize_t>(more, 0));
    Status outcome;
    for (std::size_t i = 0; i < got; ++i) {
      const kafka::MessageHandle message(messages[i]);
      if (!outcome || next >= range.high) continue;
      if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
        outcome = fail(
            topic_unavailable("read " + settings.topic, rd_kafka_message_errstr(message.get())));
        continue;
      }
      next = message->offset + 1;
      outcome = take({partition, message->offset,
                      from_record(kafka::key_of(*message), kafka::value_of(*message),
                                  kafka::MessageHeaders(*message).views(), settings.source)});
    }
    AUTHLEDGER_CHECK(outcome);
  }
  return {};
}

}  // namespace

Result<std::vector<TopicRange>> topic_ranges(const KafkaSettings& settings, int timeout_ms) {
  AUTHLEDGER_TRY(client, reading_client(settings));
  AUTHLEDGER_TRY(topic, kafka::open_topic(client.get(), settings.topic));
  const rd_kafka_metadata_t* raw = nullptr;
  const auto code = rd_kafka_metadata(client.get(), 0, topic.get(), &raw, timeout_ms);
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return fail(topic_unavailable("look at " + settings.topic, rd_kafka_err2str(code)));
  }
  const kafka::MetadataHandle metadata(raw);
  std::vector<TopicRange> ranges;
  if (metadata->topic_cnt != 1) return ranges;
  const auto& described = metadata->topics[0];
  if (described.err == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART) return ranges;
  if (described.err != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return fail(topic_unavailable("look at " + settings.topic, rd_kafka_err2str(described.err)));
  }
  ranges.resize(static_cast<std::size_t>(described.partition_cnt));
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    const auto asked = rd_kafka_query_watermark_offsets(
        client.get(), settings.topic.c_str(), static_cast<std::int32_t>(i), &ranges[i].low,
        &ranges[i].high, timeout_ms);
    if (asked != RD_KAFKA_RESP_ERR_NO_ERROR) {
      return fail(topic_unavailable("ask for offsets", rd_kafka_err2str(asked)));
    }
  }
  return ranges;
}

Status read_records(const KafkaSettings& settings, const std::vector<TopicRange>& ranges,
                    const std::function<Status(const SeenRecord&)>& take, int timeout_ms) {
  AUTHLEDGER_TRY(client, reading_client(settings));
  AUTHLEDGER_TRY(topic, kafka::open_topic(client.get(), settings.topic));
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    if (ranges[i].low >= ranges[i].high) continue;
    AUTHLEDGER_CHECK(
        read_partition(topic.get(), static_cast<int>(i), ranges[i], settings, timeout_ms, take));
  }
  return {};
}

}  // namespace authledger::infra
