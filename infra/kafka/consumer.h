// Reads all partitions of the topic from their ends, without a consumer group. Only infra/kafka's
// sources include this.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "infra/kafka/client.h"

namespace authledger::infra::kafka {

// One thread, but wake() from any. Connects in the background, waits for a topic that is not there
// yet, and resumes by itself after an outage.
class Consumer {
 public:
  // Errors: topic.unavailable for wrong settings only.
  static Result<std::unique_ptr<Consumer>> make(const KafkaSettings& settings, int prefetch_kbytes);
  ~Consumer();
  Consumer(const Consumer&) = delete;
  Consumer& operator=(const Consumer&) = delete;

  // Hands over what has arrived, at most `most` records; waits up to `wait` for the first.
  void take(std::chrono::milliseconds wait, std::size_t most,
            const std::function<void(const rd_kafka_message_t&)>& each);

  void wake();  // ends the waiting take(), or the next one if none is waiting

  bool down() const { return !trouble_.empty(); }          // no broker answers
  const std::string& trouble() const { return trouble_; }  // empty: none

 private:
  Consumer() = default;
  static void on_error(rd_kafka_t* client, int code, const char* reason, void* self);
  bool take_one(const rd_kafka_message_t* message,
                const std::function<void(const rd_kafka_message_t&)>& each);

  std::string trouble_;
  int partitions_ = 0;
  ClientHandle client_;
  QueueHandle queue_;
  TopicHandle topic_;
};

}  // namespace authledger::infra::kafka
