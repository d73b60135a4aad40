// The HTTP server of the product: cpprestsdk's listener on our own transport, every limit a
// setting.
//
// Sockets are read and written by a few I/O threads; handlers are plain synchronous functions on a
// bounded pool of workers. A full queue is answered with 503 at once, never by waiting.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "infra/http/counters.h"
#include "infra/http/limits.h"
#include "infra/http/message.h"

namespace authledger::infra {

/// Called on worker threads, by several at once. An exception becomes a 500.
using HttpHandler = std::function<HttpResponse(const HttpRequest&)>;
/// Shapes the answers the transport gives by itself: 400, 408, 413, 414, 417, 431, 500, 501, 503,
/// 505. `reason` is for logs. Called on I/O and worker threads; must be quick. The status cannot be
/// changed.
using HttpRefusal = std::function<HttpResponse(int status, std::string_view reason)>;

/// Thread-safe after start(). Several may run in one process, each on its port.
class HttpServer {
 public:
  HttpServer(std::string host, std::uint16_t port, HttpLimits limits, HttpHandler handler,
             HttpRefusal refusal, TlsConfig tls = {});
  /// stop() without grace, if it was not called.
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  /// Binds, listens and serves; port 0 picks a free one. Throws std::exception when the address is
  /// taken or the certificate does not load. Call once.
  void start();
  /// The port it listens on. REQUIRES: start().
  std::uint16_t port() const;
  /// Stops accepting, ends event streams, lets requests in flight finish until `grace` has passed,
  /// then cuts what is left. Returns when no handler runs any more, so a handler must not block for
  /// ever. Idempotent. Not from a handler.
  void stop(std::chrono::milliseconds grace);
  /// Reads certificate and key again, for new connections. Throws and keeps the old ones on
  /// failure.
  void reload_tls();
  HttpCounters counters() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace authledger::infra
