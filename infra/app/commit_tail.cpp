#include "infra/app/commit_tail.h"

#include <algorithm>

namespace authledger::infra {

Status CommitTail::start() {
  AUTHLEDGER_TRY(head, log_.head());
  head_ = head;
  seen_ = head.position;
  answered_ = std::chrono::steady_clock::now();
  thread_ = std::thread([this] { run(); });
  return {};
}

void CommitTail::stop() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  stopped_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void CommitTail::own_commit(std::span<const events::StoredEvent> events) {
  const std::lock_guard lock(mutex_);
  for (const auto& event : events) {
    if (event.position == seen_ + 1) seen_ = event.position;
    head_.position = std::max(head_.position, event.position);
  }
}

void CommitTail::run() {
  while (true) {
    const bool more = follow();
    std::unique_lock lock(mutex_);
    if (stop_) return;
    if (!more) stopped_.wait_for(lock, std::chrono::milliseconds(poll_ms_), [&] { return stop_; });
    if (stop_) return;
  }
}

// True when there is more to read at once.
bool CommitTail::follow() {
  constexpr int kBatch = 1000;
  const auto head = log_.head();
  if (!head) return false;
  Position seen = 0;
  {
    const std::lock_guard lock(mutex_);
    answered_ = std::chrono::steady_clock::now();
    head_.epoch = head->epoch;
    head_.position = std::max(head_.position, head->position);
    seen = seen_;
  }
  if (head->position <= seen) return false;
  const auto events = log_.read_all(seen, kBatch);
  if (!events || events->empty()) return false;
  listener_(*events);
  const std::lock_guard lock(mutex_);
  seen_ = std::max(seen_, events->back().position);
  return events->size() == kBatch;
}

std::int64_t CommitTail::epoch() const {
  const std::lock_guard lock(mutex_);
  return head_.epoch;
}

Position CommitTail::head() const {
  const std::lock_guard lock(mutex_);
  return head_.position;
}

Position CommitTail::told() const {
  const std::lock_guard lock(mutex_);
  return seen_;
}

std::int64_t CommitTail::silent_ms() const {
  const std::lock_guard lock(mutex_);
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() -
                                                               answered_)
      .count();
}

}  // namespace authledger::infra
