// Views into a message of librdkafka. Only infra/kafka's sources include this.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "infra/kafka/client.h"

namespace authledger::infra::kafka {

inline std::string_view bytes_view(const void* bytes, std::size_t size) {
  return bytes == nullptr ? std::string_view()
                          : std::string_view(static_cast<const char*>(bytes), size);
}
inline std::string_view key_of(const rd_kafka_message_t& message) {
  return bytes_view(message.key, message.key_len);
}
inline std::string_view value_of(const rd_kafka_message_t& message) {
  return bytes_view(message.payload, message.len);
}

// The headers in their order; views are valid as long as the message.
class MessageHeaders {
 public:
  explicit MessageHeaders(const rd_kafka_message_t& message) {
    rd_kafka_headers_t* headers = nullptr;
    if (rd_kafka_message_headers(&message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR) return;
    const char* name = nullptr;
    const void* value = nullptr;
    std::size_t size = 0;
    views_.reserve(rd_kafka_header_cnt(headers));
    for (std::size_t i = 0;
         rd_kafka_header_get_all(headers, i, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR;
         ++i) {
      views_.emplace_back(name, bytes_view(value, size));
    }
  }
  const std::vector<std::pair<std::string_view, std::string_view>>& views() const { return views_; }

 private:
  std::vector<std::pair<std::string_view, std::string_view>> views_;
};

}  // namespace authledger::infra::kafka
