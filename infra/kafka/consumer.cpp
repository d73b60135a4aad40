#include "infra/kafka/consumer.h"

#include <algorithm>
#include <array>

namespace authledger::infra::kafka {
namespace {

constexpr std::size_t kBatch = 256;

}  // namespace

Result<std::unique_ptr<Consumer>> Consumer::make(const KafkaSettings& settings,
                                                 int prefetch_kbytes) {
  std::unique_ptr<Consumer> consumer(new Consumer);
  Config config;
  config.set("enable.partition.eof", "false")
      .set("auto.offset.reset", "latest")  // what is passed over comes from the log
      .set("queued.max.messages.kbytes",   // counts per partition
           std::to_string(std::max(1, prefetch_kbytes / settings.partitions)))
      .set("fetch.message.max.bytes", "131072")  // small bites keep the partitions abreast
      .set("queued.min.messages", "10000")
      .set("fetch.error.backoff.ms", "50")
      .set("topic.metadata.refresh.interval.ms", "5000")
      .set("topic.metadata.refresh.fast.interval.ms", "100");
  rd_kafka_conf_set_opaque(config.get(), consumer.get());
  rd_kafka_conf_set_error_cb(config.get(), on_error);
  AUTHLEDGER_TRY(client, config.make(RD_KAFKA_CONSUMER, settings));
  consumer->client_ = std::move(client);
  consumer->queue_.reset(rd_kafka_queue_new(consumer->client_.get()));
  AUTHLEDGER_TRY(topic, open_topic(consumer->client_.get(), settings.topic));
  consumer->topic_ = std::move(topic);
  for (; consumer->partitions_ < settings.partitions; ++consumer->partitions_) {
    if (rd_kafka_consume_start_queue(consumer->topic_.get(), consumer->partitions_,
                                     RD_KAFKA_OFFSET_END, consumer->queue_.get()) != 0) {
      return fail(
          topic_unavailable("read " + settings.topic, rd_kafka_err2str(rd_kafka_last_error())));
    }
  }
  return consumer;
}

Consumer::~Consumer() {
  for (int i = 0; i < partitions_; ++i) rd_kafka_consume_stop(topic_.get(), i);
}

void Consumer::take(std::chrono::milliseconds wait, std::size_t most,
                    const std::function<void(const rd_kafka_message_t&)>& each) {
  rd_kafka_poll(client_.get(), 0);
  std::size_t taken = 0;
  if (wait.count() > 0) {
    const MessageHandle first(rd_kafka_consume_queue(queue_.get(), static_cast<int>(wait.count())));
    if (first == nullptr) return;
    taken += take_one(first.get(), each) ? 1 : 0;
  }
  std::array<rd_kafka_message_t*, kBatch> messages{};
  while (taken < most) {
    const auto asked = std::min(kBatch, most - taken);
    const auto got = rd_kafka_consume_batch_queue(queue_.get(), 0, messages.data(), asked);
    if (got <= 0) return;
    for (std::size_t i = 0; i < static_cast<std::size_t>(got); ++i) {
      const MessageHandle message(messages[i]);
      take_one(message.get(), each);
    }
    taken += static_cast<std::size_t>(got);
    if (static_cast<std::size_t>(got) < asked) return;
  }
}

bool Consumer::take_one(const rd_kafka_message_t* message,
                        const std::function<void(const rd_kafka_message_t&)>& each) {
  if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
    trouble_ = rd_kafka_message_errstr(message);
    return false;
  }
  trouble_.clear();
  each(*message);
  return true;
}

void Consumer::wake() { rd_kafka_queue_yield(queue_.get()); }

void Consumer::on_error(rd_kafka_t* /*client*/, int code, const char* reason, void* self) {
  if (code != RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN) return;  // the rest heals by itself
  static_cast<Consumer*>(self)->trouble_ = reason;
}

}  // namespace authledger::infra::kafka
