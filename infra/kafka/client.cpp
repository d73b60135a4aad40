#include "infra/kafka/client.h"

#include <algorithm>
#include <array>

#include "infra/telemetry/json_log.h"
#include "shared/errors.h"

namespace authledger::infra::kafka {
namespace {

constexpr int kRetryAfterS = 1;
constexpr int kSyslogError = 3;  // and below: more serious

void log_line(const rd_kafka_t* /*client*/, int level, const char* facility, const char* text) {
  if (level <= kSyslogError) {
    json_log(LogLevel::kWarning, "kafka", {{"facility", facility}, {"what", text}});
  } else {
    json_log(LogLevel::kDebug, "kafka", {{"facility", facility}, {"what", text}});
  }
}

}  // namespace

Config::Config() : conf_(rd_kafka_conf_new()) {
  rd_kafka_conf_set_log_cb(conf_.get(), log_line);
  set("client.id", "authledger");
  set("log_level", "5");
  set("log.connection.close", "false");
  set("socket.nagle.disable", "true");
  set("socket.keepalive.enable", "true");
  set("reconnect.backoff.ms", "50");
  set("reconnect.backoff.max.ms", "1000");
}

Config& Config::set(const char* name, const std::string& value) {
  std::array<char, 256> reason{};
  if (rd_kafka_conf_set(conf_.get(), name, value.c_str(), reason.data(), reason.size()) !=
      RD_KAFKA_CONF_OK) {
    error_ = reason.data();
  }
  return *this;
}

Result<ClientHandle> Config::make(rd_kafka_type_t type, const KafkaSettings& settings) {
  set("bootstrap.servers", settings.brokers);
  for (const auto& [name, value] : settings.client) set(name.c_str(), value);
  if (!error_.empty()) return fail(topic_unavailable("configure", error_));
  std::array<char, 256> reason{};
  ClientHandle client(rd_kafka_new(type, conf_.get(), reason.data(), reason.size()));
  if (client == nullptr) return fail(topic_unavailable("configure", reason.data()));
  (void)conf_.release();  // rd_kafka_new took it
  return client;
}

Result<TopicHandle> open_topic(rd_kafka_t* client, const std::string& name) {
  TopicHandle topic(rd_kafka_topic_new(client, name.c_str(), nullptr));
  if (topic == nullptr) {
    return fail(topic_unavailable("open " + name, rd_kafka_err2str(rd_kafka_last_error())));
  }
  return topic;
}

int ms_left(std::chrono::steady_clock::time_point deadline) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
      deadline - std::chrono::steady_clock::now());
  return static_cast<int>(std::max<std::int64_t>(1, left.count()));
}

Error topic_unavailable(const std::string& doing, const std::string& reason) {
  auto result = error(errors::kTopicUnavailable, doing + ": " + reason);
  result.retry_after_s = kRetryAfterS;
  return result;
}

}  // namespace authledger::infra::kafka
