// An answer of the service as the core keeps it under an idempotency key: enough to give the very
// same one again.
#pragma once

#include <string>
#include <tuple>
#include <vector>

#include "shared/fields.h"

namespace authledger {

struct AnswerHeader {
  std::string name;
  std::string value;
  static constexpr auto fields() {
    return std::tuple{field("name", &AnswerHeader::name), field("value", &AnswerHeader::value)};
  }
};

struct Answer {
  int status = 200;
  std::vector<AnswerHeader> headers;
  std::string body;  // the JSON that the client gets
  static constexpr auto fields() {
    return std::tuple{field("status", &Answer::status), field("headers", &Answer::headers),
                      field("body", &Answer::body)};
  }
};

}  // namespace authledger
