#include "infra/http/message.h"

#include "infra/http/transport/text.h"

namespace authledger::infra {

const std::string* HttpRequest::header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (same_name(key, name)) return &value;
  }
  return nullptr;
}

}  // namespace authledger::infra
