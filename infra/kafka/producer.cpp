#include "infra/kafka/producer.h"

#include <chrono>

namespace authledger::infra::kafka {
namespace {

constexpr int kPollMs = 50;

}  // namespace

Result<std::unique_ptr<Producer>> Producer::make(const KafkaSettings& settings, int linger_ms) {
  std::unique_ptr<Producer> producer(new Producer);
  Config config;
  config.set("enable.idempotence", "true")
      .set("enable.gapless.guarantee", "true")  // a failed batch must not let a later one through
      .set("message.timeout.ms", "0")           // a timed-out record would be such a hole
      .set("linger.ms", std::to_string(linger_ms))
      .set("retry.backoff.ms", "20")
      .set("queue.buffering.max.kbytes", "262144")
      .set("topic.metadata.refresh.interval.ms", "60000");
  rd_kafka_conf_set_opaque(config.get(), producer.get());
  rd_kafka_conf_set_dr_msg_cb(config.get(), on_delivery);
  rd_kafka_conf_set_error_cb(config.get(), on_error);
  AUTHLEDGER_TRY(client, config.make(RD_KAFKA_PRODUCER, settings));
  producer->client_ = std::move(client);
  AUTHLEDGER_TRY(topic, open_topic(producer->client_.get(), settings.topic));
  producer->topic_ = std::move(topic);
  return producer;
}

Producer::~Producer() {
  if (client_ != nullptr && unacknowledged_ > 0) {
    rd_kafka_purge(client_.get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT |
                                      RD_KAFKA_PURGE_F_NON_BLOCKING);
  }
}

Status Producer::send(int partition, const TopicRecord& record) {
  HeadersHandle headers(rd_kafka_headers_new(record.headers.size()));
  for (const auto& [name, value] : record.headers) {
    rd_kafka_header_add(headers.get(), name.data(), static_cast<ssize_t>(name.size()), value.data(),
                        static_cast<ssize_t>(value.size()));
  }
  // The value is copied (MSG_F_COPY); the API only lacks const.
  const auto code = rd_kafka_producev(
      client_.get(), RD_KAFKA_V_RKT(topic_.get()), RD_KAFKA_V_PARTITION(partition),
      RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
      RD_KAFKA_V_KEY(record.key.data(), record.key.size()),
      RD_KAFKA_V_VALUE(const_cast<char*>(record.value.data()), record.value.size()),
      RD_KAFKA_V_HEADERS(headers.get()), RD_KAFKA_V_END);
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return fail(topic_unavailable("publish", rd_kafka_err2str(code)));
  }
  (void)headers.release();  // the message owns them
  ++unacknowledged_;
  return {};
}

Status Producer::wait_for_acks(const std::function<Status()>& go_on) {
  auto asked = std::chrono::steady_clock::now();
  while (unacknowledged_ > 0) {
    rd_kafka_poll(client_.get(), kPollMs);
    if (!refused_.empty()) return fail(topic_unavailable("publish", refused_));
    if (rd_kafka_fatal_error(client_.get(), nullptr, 0) != RD_KAFKA_RESP_ERR_NO_ERROR) {
      return fail(topic_unavailable("publish", "the producer has failed for good"));
    }
    const auto now = std::chrono::steady_clock::now();
    if (now - asked < std::chrono::milliseconds(kPollMs)) continue;
    asked = now;
    AUTHLEDGER_CHECK(go_on());
  }
  if (!refused_.empty()) return fail(topic_unavailable("publish", refused_));
  return {};
}

void Producer::on_delivery(rd_kafka_t* /*client*/, const rd_kafka_message_t* message, void* self) {
  static_cast<Producer*>(self)->delivered(*message);
}

void Producer::delivered(const rd_kafka_message_t& message) {
  --unacknowledged_;
  if (message.err != RD_KAFKA_RESP_ERR_NO_ERROR) {
    refused_ = rd_kafka_message_errstr(&message);
    return;
  }
  trouble_.clear();
  const auto partition = static_cast<std::size_t>(message.partition);
  if (partition >= offsets_.size()) offsets_.resize(partition + 1, -1);
  if (message.offset < 0) return;  // the broker had it already and does not say where
  if (message.offset <= offsets_[partition]) refused_ = "the topic was made anew";
  offsets_[partition] = message.offset;
}

void Producer::on_error(rd_kafka_t* /*client*/, int code, const char* reason, void* self) {
  static_cast<Producer*>(self)->trouble_ =
      std::string(rd_kafka_err2str(static_cast<rd_kafka_resp_err_t>(code))) + ": " + reason;
}

}  // namespace authledger::infra::kafka
