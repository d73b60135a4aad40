#include "infra/log/group_commit.h"

#include <algorithm>
#include <bit>
#include <chrono>

#include "infra/log/batch_plan.h"
#include "shared/errors.h"

namespace authledger::infra {

using command::AppendItem;
using command::AppendOutcome;
using std::chrono::steady_clock;

namespace {

std::size_t size_of(const AppendItem& item) {
  std::size_t bytes = item.remember ? item.remember->answer.size() : 0;
  for (const auto& change : item.attachments) bytes += change.bytes.size() + 64;
  for (const auto& write : item.writes) {
    for (const auto& event : write.events) bytes += event.payload.size() + event.meta.size() + 256;
  }
  return bytes;
}

std::uint64_t us_since(steady_clock::time_point start) {
  const auto passed = steady_clock::now() - start;
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::microseconds>(passed).count());
}

std::size_t size_class(std::size_t items) {
  return std::min<std::size_t>(std::bit_width(items - 1), GroupCommitStats::kSizes - 1);
}

Error busy() {
  auto full = error(errors::kLogBusy);
  full.retry_after_s = 1;
  return full;
}

}  // namespace

// Lives on its caller's stack until done.
struct GroupCommit::Waiter {
  explicit Waiter(AppendItem waiting) : item(std::move(waiting)), bytes(size_of(item)) {}

  void finish(AppendOutcome result) {
    const std::lock_guard lock(mutex);
    outcome = std::move(result);
    done = true;
    ready.notify_one();  // under the lock: the waiter may be gone right after it
  }
  AppendOutcome wait() {
    std::unique_lock lock(mutex);
    ready.wait(lock, [this] { return done; });
    return std::move(outcome);
  }

  AppendItem item;
  const std::size_t bytes;
  const steady_clock::time_point since = steady_clock::now();
  std::mutex mutex;  // guards all below
  std::condition_variable ready;
  bool done = false;
  AppendOutcome outcome;
};

GroupCommit::GroupCommit(command::EventLog& log, GroupCommitSettings settings)
    : log_(log), settings_(settings), thread_([this] { run(); }) {}

GroupCommit::~GroupCommit() { stop(); }

AppendOutcome GroupCommit::append(AppendItem item) {
  Waiter waiter(std::move(item));
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return log_unavailable();
    if (queue_.size() >= settings_.queue_max) {
      ++stats_.refused_busy;
      return busy();
    }
    queue_.push_back(&waiter);
  }
  work_.notify_one();
  return waiter.wait();
}

void GroupCommit::listen(CommitListener listener) {
  const std::lock_guard lock(mutex_);
  listeners_.push_back(std::move(listener));
}

void GroupCommit::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  work_.notify_all();
  const std::lock_guard lock(stop_mutex_);
  if (thread_.joinable()) thread_.join();
}

GroupCommitStats GroupCommit::stats() const {
  const std::lock_guard lock(mutex_);
  auto now = stats_;
  now.waiting = queue_.size();
  return now;
}

void GroupCommit::run() {
  for (;;) {
    const auto batch = next_batch();
    if (batch.empty()) return;
    write(batch);
  }
}

// Waits for work; empty when stopped and drained.
std::vector<GroupCommit::Waiter*> GroupCommit::next_batch() {
  std::unique_lock lock(mutex_);
  work_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
  std::vector<Waiter*> batch;
  std::size_t bytes = 0;
  while (!queue_.empty() && batch.size() < settings_.items_max) {
    auto* waiter = queue_.front();
    if (!batch.empty() && bytes + waiter->bytes > settings_.bytes_max) break;
    bytes += waiter->bytes;
    const auto waited = us_since(waiter->since);
    stats_.wait_us_total += waited;
    stats_.wait_us_max = std::max(stats_.wait_us_max, waited);
    batch.push_back(waiter);
    queue_.pop_front();
  }
  return batch;
}

void GroupCommit::write(const std::vector<Waiter*>& batch) {
  std::vector<AppendItem> items;
  items.reserve(batch.size());
  for (auto* waiter : batch) items.push_back(std::move(waiter->item));
  const auto start = steady_clock::now();
  auto outcomes = log_.append(items);
  const auto took_us = us_since(start);
  tell_listeners(items, outcomes);
  {
    const std::lock_guard lock(mutex_);
    stats_.items += batch.size();
    ++stats_.batches;
    ++stats_.batches_by_size[size_class(batch.size())];
    stats_.write_us_total += took_us;
    for (const auto& outcome : outcomes) {
      if (std::holds_alternative<Error>(outcome)) ++stats_.failed;
    }
  }
  for (std::size_t i = 0; i < batch.size(); ++i) batch[i]->finish(std::move(outcomes[i]));
}

void GroupCommit::tell_listeners(std::vector<AppendItem>& items,
                                 const std::vector<AppendOutcome>& outcomes) {
  std::vector<events::StoredEvent> committed;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (!std::holds_alternative<command::Appended>(outcomes[i])) continue;
    for (auto& write : items[i].writes) {
      std::move(write.events.begin(), write.events.end(), std::back_inserter(committed));
    }
  }
  std::vector<CommitListener> listeners;
  {
    const std::lock_guard lock(mutex_);
    stats_.events += committed.size();
    listeners = listeners_;
  }
  if (committed.empty()) return;
  for (const auto& listener : listeners) listener(committed);
}

}  // namespace authledger::infra
