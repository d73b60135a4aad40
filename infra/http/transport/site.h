// What all connections of one server share. Owned by HttpServer, outlives every connection.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "infra/http/counters.h"
#include "infra/http/limits.h"
#include "infra/http/message.h"
#include "infra/http/transport/worker_pool.h"

namespace authledger::infra {

class Exchange;

/// Thread-safe.
struct Site {
  Site(HttpLimits the_limits, std::function<HttpResponse(int, std::string_view)> the_refusal)
      : limits(std::move(the_limits)),
        refusal(std::move(the_refusal)),
        workers(limits.workers, limits.queue_max),
        write_workers(limits.is_write ? limits.write_workers : 0, limits.write_queue_max) {}

  const HttpLimits limits;
  const std::function<HttpResponse(int, std::string_view)> refusal;
  /// Takes over one request (`uri`: its target for web::uri); runs on the connection's I/O thread
  /// and must not block.
  std::function<void(HttpRequest, std::string uri, std::unique_ptr<Exchange>)> deliver;
  HttpMeters meters;
  WorkerPool workers;
  WorkerPool write_workers;  // none without limits.is_write
  std::atomic<bool> stopping{false};
  std::atomic<std::size_t> held_bytes{0};  // of all connections

  /// Counts the refusal and asks the product for its body; a bare answer if that throws. A 503
  /// says when to try again.
  HttpResponse refuse(int status, std::string_view reason);

  /// False when the address already has its share of connections.
  bool enter(const std::string& address);
  void leave(const std::string& address);
  /// True once no connection is open, false at the deadline.
  bool wait_until_empty(std::chrono::steady_clock::time_point deadline);

 private:
  std::mutex mutex_;
  std::condition_variable left_;
  std::unordered_map<std::string, std::size_t> per_address_;
};

}  // namespace authledger::infra
