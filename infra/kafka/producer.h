// An idempotent producer for one batch at a time: acks=all, in order per partition without a hole,
// no time limit of its own. Only infra/kafka's sources include this.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "infra/kafka/client.h"
#include "infra/kafka/record.h"

namespace authledger::infra::kafka {

// One thread. After any error it is of no use: make a new one. The destructor drops what is not
// acknowledged; some of it may reach the topic all the same.
class Producer {
 public:
  // Connects in the background. A fresh one needs about 500 ms until its first record can go out
  // (librdkafka asks for the producer id on a timer), so it is made before it is needed.
  static Result<std::unique_ptr<Producer>> make(const KafkaSettings& settings, int linger_ms);
  ~Producer();
  Producer(const Producer&) = delete;
  Producer& operator=(const Producer&) = delete;

  // The newest offset of each partition as the leader found it. An acknowledgement at or below it
  // means that the topic was deleted and made again.
  void expect_behind(std::vector<std::int64_t> offsets) { offsets_ = std::move(offsets); }

  // Queues one record. Errors: topic.unavailable (too large, queue full, fatal).
  Status send(int partition, const TopicRecord& record);

  // Waits until everything sent is acknowledged. `go_on` is asked every 50 ms; its error ends the
  // wait. Errors: topic.unavailable when a record was refused or the topic was made anew meanwhile.
  Status wait_for_acks(const std::function<Status()>& go_on);

  void serve() { rd_kafka_poll(client_.get(), 0); }  // callbacks while there is nothing to send
  std::size_t unacknowledged() const { return unacknowledged_; }
  const std::string& trouble() const {
    return trouble_;
  }  // of the brokers, empty: none since the
     // last acknowledgement

 private:
  Producer() = default;
  static void on_delivery(rd_kafka_t* client, const rd_kafka_message_t* message, void* self);
  static void on_error(rd_kafka_t* client, int code, const char* reason, void* self);
  void delivered(const rd_kafka_message_t& message);

  std::size_t unacknowledged_ = 0;
  std::vector<std::int64_t> offsets_;  // newest acknowledged per partition, -1: none
  std::string refused_;                // why a record was not accepted, empty: none
  std::string trouble_;
  ClientHandle client_;
  TopicHandle topic_;
};

}  // namespace authledger::infra::kafka
