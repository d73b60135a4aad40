#include "infra/http/transport/worker_pool.h"

#include <utility>

#include "infra/http/transport/short_slices.h"

namespace authledger::infra {

WorkerPool::WorkerPool(std::size_t workers, std::size_t queue_max) : queue_max_(queue_max) {
  for (std::size_t i = 0; i < workers; ++i) threads_.emplace_back([this] { run(); });
}

bool WorkerPool::try_submit(Job job) {
  std::unique_lock lock(mutex_);
  if (stopping_ || bounded_.size() >= queue_max_) return false;
  bounded_.push_back(std::move(job));
  wake_one(lock);
  return true;
}

void WorkerPool::submit(Job job) {
  std::unique_lock lock(mutex_);
  if (stopping_) return;
  pieces_.push_back(std::move(job));
  wake_one(lock);
}

void WorkerPool::wake_one(std::unique_lock<std::mutex>& lock) {
  const bool needed = !waking_ && idle_ > 0;
  if (needed) waking_ = true;
  lock.unlock();
  if (needed) wake_.notify_one();
}

void WorkerPool::stop() {
  std::deque<Job> dropped_requests;
  std::deque<Job> dropped_pieces;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    dropped_requests.swap(bounded_);
    dropped_pieces.swap(pieces_);
  }
  wake_.notify_all();
  for (auto& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

std::size_t WorkerPool::queued() const {
  const std::lock_guard lock(mutex_);
  return bounded_.size() + pieces_.size();
}

void WorkerPool::run() {
  ask_for_short_slices();
  std::unique_lock lock(mutex_);
  while (true) {
    while (!stopping_ && bounded_.empty() && pieces_.empty()) {
      ++idle_;
      wake_.wait(lock);
      --idle_;
      waking_ = false;
    }
    if (stopping_) return;
    // By turns, so that fast readers of large bodies do not keep requests from starting.
    piece_turn_ = !piece_turn_;
    auto& queue = pieces_.empty() || (!piece_turn_ && !bounded_.empty()) ? bounded_ : pieces_;
    Job job = std::move(queue.front());
    queue.pop_front();
    if (bounded_.empty() && pieces_.empty()) {
      lock.unlock();
    } else {
      wake_one(lock);
    }
    ++busy_;
    job();
    job = nullptr;
    --busy_;
    lock.lock();
  }
}

}  // namespace authledger::infra
