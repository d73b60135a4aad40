#include "infra/http/transport/worker_pool.h"

#include <utility>

namespace authledger::infra {

WorkerPool::WorkerPool(std::size_t workers, std::size_t queue_max) : queue_max_(queue_max) {
  for (std::size_t i = 0; i < workers; ++i) threads_.emplace_back([this] { run(); });
}

bool WorkerPool::try_submit(Job job) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_ || bounded_.size() >= queue_max_) return false;
    bounded_.push_back(std::move(job));
  }
  wake_.notify_one();
  return true;
}

void WorkerPool::submit(Job job) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return;
    pieces_.push_back(std::move(job));
  }
  wake_.notify_one();
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
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return stopping_ || !bounded_.empty() || !pieces_.empty(); });
    if (stopping_) return;
    // By turns, so that fast readers of large bodies do not keep requests from starting.
    piece_turn_ = !piece_turn_;
    auto& queue = pieces_.empty() || (!piece_turn_ && !bounded_.empty()) ? bounded_ : pieces_;
    Job job = std::move(queue.front());
    queue.pop_front();
    lock.unlock();
    ++busy_;
    job();
    job = nullptr;
    --busy_;
    lock.lock();
  }
}

}  // namespace authledger::infra
