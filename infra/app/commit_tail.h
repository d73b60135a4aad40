// Tells this process of other processes' commits: caches forget what changed, keys are read again.
// Follows the log by position, a cheap look at its head every `poll_ms`; own commits move it along
// without reading.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <span>
#include <thread>

#include "events/ports/log_reader.h"

namespace authledger::infra {

// Thread-safe. One thread between start() and stop().
class CommitTail {
 public:
  using Listener = std::function<void(std::span<const events::StoredEvent>)>;

  // REQUIRES: `log` outlives it. The listener is called on its thread, with every event of others
  // in order.
  CommitTail(events::LogReader& log, Listener listener, int poll_ms = 50)
      : log_(log), listener_(std::move(listener)), poll_ms_(poll_ms) {}
  ~CommitTail() { stop(); }

  Status start();  // from the head as it is now
  void stop();
  void own_commit(
      std::span<const events::StoredEvent> events);  // of this process, as GroupCommit tells

  std::int64_t epoch() const;      // of the log, when last looked at
  Position head() const;           // likewise
  Position told() const;           // everything up to here was told, or written by this process
  std::int64_t silent_ms() const;  // since the log last answered

 private:
  void run();
  bool follow();

  events::LogReader& log_;
  const Listener listener_;
  const int poll_ms_;
  mutable std::mutex mutex_;  // guards what follows
  std::condition_variable stopped_;
  bool stop_ = false;
  Position seen_ = 0;  // everything up to here was told
  events::Head head_;
  std::chrono::steady_clock::time_point answered_{};
  std::thread thread_;
};

}  // namespace authledger::infra
