// Owning handles and configuration for librdkafka's C API. Only infra/kafka's sources include this.
#pragma once

#include <librdkafka/rdkafka.h>

#include <chrono>
#include <memory>
#include <string>

#include "infra/kafka/settings.h"
#include "shared/result.h"

namespace authledger::infra::kafka {

template <auto kDestroy>
struct Destroy {
  template <class T>
  void operator()(T* handle) const {
    kDestroy(handle);
  }
};
using ConfHandle = std::unique_ptr<rd_kafka_conf_t, Destroy<rd_kafka_conf_destroy>>;
using ClientHandle = std::unique_ptr<rd_kafka_t, Destroy<rd_kafka_destroy>>;
using TopicHandle = std::unique_ptr<rd_kafka_topic_t, Destroy<rd_kafka_topic_destroy>>;
using QueueHandle = std::unique_ptr<rd_kafka_queue_t, Destroy<rd_kafka_queue_destroy>>;
using HeadersHandle = std::unique_ptr<rd_kafka_headers_t, Destroy<rd_kafka_headers_destroy>>;
using MessageHandle = std::unique_ptr<rd_kafka_message_t, Destroy<rd_kafka_message_destroy>>;
using EventHandle = std::unique_ptr<rd_kafka_event_t, Destroy<rd_kafka_event_destroy>>;
using MetadataHandle =
    std::unique_ptr<const rd_kafka_metadata_t, Destroy<rd_kafka_metadata_destroy>>;

// Collects properties; the settings' own `client` properties win over ours.
class Config {
 public:
  Config();
  Config& set(const char* name, const std::string& value);
  rd_kafka_conf_t* get() { return conf_.get(); }

  // Does not connect: a broker that is down is no error here. Errors: topic.unavailable naming the
  // property that is unknown or wrong. REQUIRES: called once, last.
  Result<ClientHandle> make(rd_kafka_type_t type, const KafkaSettings& settings);

 private:
  ConfHandle conf_;
  std::string error_;
};

Result<TopicHandle> open_topic(rd_kafka_t* client, const std::string& name);

constexpr int kPollStepMs = 20;  // between two questions to a broker that is not ready

// At least 1: librdkafka takes 0 for "do not wait" and -1 for "wait for ever".
int ms_left(std::chrono::steady_clock::time_point deadline);

Error topic_unavailable(const std::string& doing, const std::string& reason);

}  // namespace authledger::infra::kafka
