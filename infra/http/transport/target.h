// The request target (RFC 9112 §3.2): origin form, absolute form, and `*` for OPTIONS.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "infra/http/message.h"
#include "infra/http/transport/refusal.h"

namespace authledger::infra {

struct Target {
  std::string path;  // decoded
  HttpFields query;  // decoded
  std::string uri;   // path and query still encoded, with only characters RFC 3986 allows
};

/// Fills `target`, or says why it is refused (400): bytes over 0x7f, a fragment, `//` in front, a
/// bad percent-encoding, and encodings of NUL or of invalid UTF-8.
std::optional<Refusal> parse_target(std::string_view method, std::string_view raw, Target& target);

}  // namespace authledger::infra
