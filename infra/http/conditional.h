// Conditional and partial answers of files (RFC 9110 §13 and §14).
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "shared/result.h"

namespace authledger::infra {

// Whether an If-None-Match header names the entity tag (weak comparison), or is `*`.
bool names_etag(std::string_view header, std::string_view etag);

struct ByteRange {
  std::size_t first = 0;
  std::size_t count = 0;
};

// The one range that a Range header asks for; nothing: all of it, which is also the answer to
// another unit, to several ranges and to a header that is broken (RFC 9110 §14.2). Errors:
// request.range_not_satisfiable.
Result<std::optional<ByteRange>> parse_range(std::string_view header, std::size_t size_bytes);

}  // namespace authledger::infra
