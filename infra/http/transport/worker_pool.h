// The bounded pool that runs handlers, so that blocking work never sits on an I/O thread.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace authledger::infra {

/// Thread-safe. Jobs must not throw. Started by the constructor.
class WorkerPool {
 public:
  using Job = std::function<void()>;

  WorkerPool(std::size_t workers, std::size_t queue_max);
  ~WorkerPool() { stop(); }
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  /// False at once when `queue_max` jobs are waiting, or after stop().
  [[nodiscard]] bool try_submit(Job job);
  /// For the next piece of an accepted answer: not counted against `queue_max` (at most one per
  /// connection waits here). Dropped after stop().
  void submit(Job job);
  /// Drops what waits and joins; returns when the running jobs have returned. Idempotent.
  void stop();

  std::size_t queued() const;
  std::size_t busy() const { return busy_; }

 private:
  const std::size_t queue_max_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Job> bounded_;
  std::deque<Job> pieces_;
  bool piece_turn_ = false;
  bool stopping_ = false;
  std::size_t idle_ = 0;
  bool waking_ = false;  // one was woken and is not running yet
  std::atomic<std::size_t> busy_{0};
  std::vector<std::thread> threads_;

  void run();
  /// Wakes a worker unless one is on its way already, which wakes the next if there is more to do
  /// than it takes: short jobs that come together cost one switch of threads, not one each.
  /// REQUIRES: `lock` holds mutex_; it is released.
  void wake_one(std::unique_lock<std::mutex>& lock);
};

}  // namespace authledger::infra
