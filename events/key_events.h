// Facts of the service's own keys, in the stream keys. No key material, no subject.
#pragma once

#include <string>
#include <tuple>
#include <variant>

#include "shared/fields.h"
#include "shared/ids.h"

namespace authledger::events {

struct KeyRotated {
  static constexpr std::string_view kType = "key.rotated";
  static constexpr int kVersion = 1;
  std::string purpose;  // signing, master
  std::string key_id;   // the new key's public name
  static constexpr auto fields() {
    return std::tuple{field("purpose", &KeyRotated::purpose), field("keyId", &KeyRotated::key_id)};
  }
};

using KeyEvent = std::variant<KeyRotated>;

}  // namespace authledger::events
