// The bytes in front of a response's body.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "infra/http/message.h"

namespace authledger::infra {

/// How the end of the body is told. The transport alone decides it.
struct ResponseFraming {
  bool keep_alive = true;
  bool http10 = false;
  bool chunked = false;
  std::optional<std::size_t> length;  // Content-Length
};

/// False when a header would split the response (CR, LF, NUL or no token as its name) or the status
/// is not a final one.
bool is_sendable(const HttpResponse& response);
bool asks_to_close(const HttpResponse& response);
/// True for the statuses that never have a body (RFC 9110 §6.4.1).
bool is_bodyless(int status);
/// Status line, Date, framing, then the response's own headers. REQUIRES: is_sendable().
std::string response_head(const HttpResponse& response, const ResponseFraming& framing);

}  // namespace authledger::infra
