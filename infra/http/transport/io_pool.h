// The I/O threads: one io_context each, so a connection needs no lock and no strand.
#pragma once

#include <memory>
#include <thread>
#include <unordered_set>
#include <vector>

#include "infra/http/transport/asio.h"
#include "infra/http/transport/place.h"

namespace authledger::infra {

/// The lists are touched on this loop's thread only.
struct IoLoop {
  std::unordered_set<Connection*> connections;
  Places untried;  // those that have not sent one request yet, the longest waiting first
  Places waiting;  // those that have, and now have none to answer; likewise
  Places holding;  // those whose memory waits for a slow client, the longest holding first
  asio::io_context context{1};
  std::thread thread;
};

class IoPool {
 public:
  explicit IoPool(std::size_t threads);
  ~IoPool() { stop(); }
  IoPool(const IoPool&) = delete;
  IoPool& operator=(const IoPool&) = delete;

  const std::vector<std::unique_ptr<IoLoop>>& loops() const { return loops_; }
  /// The loop that also accepts.
  IoLoop& first() { return *loops_.front(); }
  /// Round robin. Called on the first loop's thread only.
  IoLoop& next();
  /// Ends the threads, dropping what is not done. Idempotent.
  void stop();

 private:
  std::vector<std::unique_ptr<IoLoop>> loops_;
  std::size_t turn_ = 0;
};

}  // namespace authledger::infra
