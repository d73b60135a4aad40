// What the rest of the product sees of HTTP: plain values, no type of a library. A handler gets an
// HttpRequest and returns an HttpResponse; the transport below owns sockets, limits and framing.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "infra/http/event_stream.h"

namespace authledger::infra {

using HttpFields = std::vector<std::pair<std::string, std::string>>;

/// One complete request that passed every limit and syntax rule of the transport.
struct HttpRequest {
  std::string method;      // as sent; any token, so an unknown one must be answered with 405
  std::string path;        // percent-decoded once; valid UTF-8, starts with one '/' (or is "*")
  std::string raw_target;  // as sent
  HttpFields query;        // decoded, in order, repeated keys kept; '+' is a space
  HttpFields headers;      // in order, repeated ones kept; values may hold bytes over 0x7f
  std::string body;
  std::string remote_address;                      // the peer's IP address, without port
  std::chrono::steady_clock::time_point received;  // when its first byte arrived

  /// The first value under this name, case-insensitive; nullptr when absent.
  const std::string* header(std::string_view name) const;
};

/// Pulled on a worker thread each time the socket wants more: appends about 64 KiB to `chunk` and
/// returns false when that was the last. Never called by two threads at once; an exception ends the
/// connection without the final chunk, so the client sees a cut answer.
using BodySource = std::function<bool(std::string& chunk)>;

/// The answer. At most one of `body`, `source` and `event_stream` is used, the last one set wins.
/// Content-Length, Transfer-Encoding, Date and Keep-Alive are set by the transport and ignored
/// here; `Connection: close` is honoured. CR, LF or NUL in a header turns the answer into a 500.
struct HttpResponse {
  int status = 200;
  HttpFields headers;
  std::string body;
  BodySource source;                          // chunked, pulled as fast as the client reads
  std::shared_ptr<EventStream> event_stream;  // chunked, fed from any thread at any time
};

}  // namespace authledger::infra
