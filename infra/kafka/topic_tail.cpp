#include "infra/kafka/topic_tail.h"

#include <algorithm>
#include <chrono>
#include <functional>
#include <map>
#include <memory>

#include "infra/kafka/client.h"
#include "infra/kafka/message.h"
#include "infra/kafka/record.h"

namespace authledger::infra {
namespace {

using kafka::topic_unavailable;
using SteadyClock = std::chrono::steady_clock;

constexpr std::int64_t kLookBack = 50;  // records per partition
// A topic made a moment ago is known before its leaders answer.
bool passes_by_itself(rd_kafka_resp_err_t code) {
  return code == RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION ||
         code == RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE ||
         code == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART ||
         code == RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION;
}

Status ask_offsets(rd_kafka_t* client, const std::string& topic, std::vector<PartitionTail>& tails,
                   SteadyClock::time_point deadline) {
  for (std::size_t i = 0; i < tails.size(); ++i) {
    for (;;) {
      const auto code =
          rd_kafka_query_watermark_offsets(client, topic.c_str(), static_cast<std::int32_t>(i),
                                           &tails[i].low, &tails[i].high, kafka::ms_left(deadline));
      if (code == RD_KAFKA_RESP_ERR_NO_ERROR) break;
      if (SteadyClock::now() > deadline || !passes_by_itself(code)) {
        return fail(topic_unavailable("ask for offsets", rd_kafka_err2str(code)));
      }
      rd_kafka_poll(client, kafka::kPollStepMs);
    }
  }
  return {};
}

using Starts = std::map<std::int32_t, std::int64_t>;  // partition → offset
using Take = std::function<bool(PartitionTail&, HeaderViews)>;

// Reads each of the partitions from its offset until `take` has enough of it, or to its end.
Status read_from(rd_kafka_t* client, const std::string& name, Starts starts,
                 std::vector<PartitionTail>& tails, SteadyClock::time_point deadline,
                 const Take& take) {
  const kafka::QueueHandle queue(rd_kafka_queue_new(client));
  AUTHLEDGER_TRY(topic, kafka::open_topic(client, name));
  for (const auto& [partition, offset] : starts) {
    if (rd_kafka_consume_start_queue(topic.get(), partition, offset, queue.get()) != 0) {
      return fail(topic_unavailable("read " + name, rd_kafka_err2str(rd_kafka_last_error())));
    }
  }
  auto unfinished = std::move(starts);
  Status outcome;
  while (outcome && !unfinished.empty()) {
    const kafka::MessageHandle message(
        rd_kafka_consume_queue(queue.get(), kafka::ms_left(deadline)));
    if (message == nullptr) {
      if (SteadyClock::now() > deadline) {
        outcome = fail(topic_unavailable("read " + name, "timed out"));
      }
      continue;
    }
    const auto entry = unfinished.find(message->partition);
    if (entry == unfinished.end()) continue;
    if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
      auto& tail = tails[static_cast<std::size_t>(message->partition)];
      if (!take(tail, kafka::MessageHeaders(*message).views())) continue;
    } else if (message->err != RD_KAFKA_RESP_ERR__PARTITION_EOF) {
      outcome = fail(topic_unavailable("read " + name, rd_kafka_message_errstr(message.get())));
      continue;
    }
    rd_kafka_consume_stop(topic.get(), entry->first);
    unfinished.erase(entry);
  }
  for (const auto& [partition, offset] : unfinished) rd_kafka_consume_stop(topic.get(), partition);
  return outcome;
}

struct DeleteRecordsDestroy {
  void operator()(rd_kafka_DeleteRecords_t* one) const { rd_kafka_DeleteRecords_destroy(one); }
};
struct PartitionsDestroy {
  void operator()(rd_kafka_topic_partition_list_t* list) const {
    rd_kafka_topic_partition_list_destroy(list);
  }
};

std::string deletion_outcome(rd_kafka_event_t* event) {
  if (event == nullptr) return "no answer in time";
  if (rd_kafka_event_error(event) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return rd_kafka_event_error_string(event);
  }
  const auto* offsets =
      rd_kafka_DeleteRecords_result_offsets(rd_kafka_event_DeleteRecords_result(event));
  for (int i = 0; i < offsets->cnt; ++i) {
    if (offsets->elems[i].err != RD_KAFKA_RESP_ERR_NO_ERROR) {
      return rd_kafka_err2str(offsets->elems[i].err);
    }
  }
  return {};
}

}  // namespace

Result<std::vector<PartitionTail>> read_tails(const KafkaSettings& settings, int partitions,
                                              Position head, int timeout_ms) {
  const auto deadline = SteadyClock::now() + std::chrono::milliseconds(timeout_ms);
  kafka::Config config;
  config.set("enable.partition.eof", "true").set("fetch.wait.max.ms", "10");
  AUTHLEDGER_TRY(client, config.make(RD_KAFKA_CONSUMER, settings));
  std::vector<PartitionTail> tails(static_cast<std::size_t>(partitions));
  AUTHLEDGER_CHECK(ask_offsets(client.get(), settings.topic, tails, deadline));
  Starts firsts;
  Starts lasts;
  for (std::size_t i = 0; i < tails.size(); ++i) {
    const auto& tail = tails[i];
    if (tail.low == tail.high) continue;
    const auto partition = static_cast<std::int32_t>(i);
    if (tail.low == 0) firsts[partition] = 0;
    lasts[partition] = std::max(tail.low, tail.high - kLookBack);
  }
  AUTHLEDGER_CHECK(read_from(client.get(), settings.topic, std::move(firsts), tails, deadline,
                             [](PartitionTail& tail, HeaderViews headers) {
                               if (position_of(headers) == 0) return false;  // not ours
                               tail.starts_late = previous_of(headers) > 0;
                               return true;
                             }));
  AUTHLEDGER_CHECK(read_from(client.get(), settings.topic, std::move(lasts), tails, deadline,
                             [&](PartitionTail& tail, HeaderViews headers) {
                               const auto position = position_of(headers);
                               if (position <= head) {
                                 tail.position = std::max(tail.position, position);
                               }
                               return false;
                             }));
  return tails;
}

Status clear_late_starts(const KafkaSettings& settings, std::vector<PartitionTail>& tails,
                         int timeout_ms) {
  const std::unique_ptr<rd_kafka_topic_partition_list_t, PartitionsDestroy> list(
      rd_kafka_topic_partition_list_new(static_cast<int>(tails.size())));
  for (std::size_t i = 0; i < tails.size(); ++i) {
    auto& tail = tails[i];
    if (!tail.starts_late) continue;
    rd_kafka_topic_partition_list_add(list.get(), settings.topic.c_str(),
                                      static_cast<std::int32_t>(i))
        ->offset = tail.high;  // not the end: another leader may have filled it since
    tail.low = tail.high;
    tail.position = 0;
  }
  if (list->cnt == 0) return {};
  kafka::Config config;
  AUTHLEDGER_TRY(client, config.make(RD_KAFKA_PRODUCER, settings));
  const kafka::QueueHandle queue(rd_kafka_queue_new(client.get()));
  const std::unique_ptr<rd_kafka_DeleteRecords_t, DeleteRecordsDestroy> records(
      rd_kafka_DeleteRecords_new(list.get()));
  auto* one = records.get();
  rd_kafka_DeleteRecords(client.get(), &one, 1, nullptr, queue.get());
  const kafka::EventHandle event(rd_kafka_queue_poll(queue.get(), timeout_ms));
  if (const auto reason = deletion_outcome(event.get()); !reason.empty()) {
    return fail(topic_unavailable("clear partitions that begin in the middle", reason));
  }
  return {};
}

}  // namespace authledger::infra
