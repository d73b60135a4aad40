#include "projections/progress.h"

#include "shared/errors.h"

namespace authledger::projections {
namespace {

tl::unexpected<Error> later(const ErrorRow& row) {
  Error refused = error(row);
  refused.retry_after_s = 1;
  return fail(std::move(refused));
}

}  // namespace

void ProgressBoard::publish(const std::string& name, const ProgressState& state, bool changed) {
  {
    const std::lock_guard lock(lock_);
    auto& entry = entries_[name];
    entry.published = true;
    entry.state = state;
    if (changed) ++entry.edition;
  }
  moved_.notify_all();
}

ProgressState ProgressBoard::state(const std::string& name) const {
  const std::lock_guard lock(lock_);
  const auto found = entries_.find(name);
  return found == entries_.end() ? ProgressState{} : found->second.state;
}

std::int64_t ProgressBoard::edition(const std::string& name) const {
  const std::lock_guard lock(lock_);
  const auto found = entries_.find(name);
  return found == entries_.end() ? 0 : found->second.edition;
}

Status ProgressBoard::wait_for(const std::string& name, Position position,
                               std::chrono::steady_clock::time_point deadline) {
  std::unique_lock lock(lock_);
  auto& entry = entries_[name];
  const auto reached = [&] { return entry.published && entry.state.visible >= position; };
  if (reached()) return {};
  const auto down = [&] { return entry.published && !entry.state.available; };
  const auto mine = entry.waiting.insert(position);
  wake(lock, entry);
  moved_.wait_until(lock, deadline, [&] { return reached() || down(); });
  entry.waiting.erase(mine);
  if (reached()) return {};
  return later(down() || !entry.published ? errors::kReadModelUnavailable
                                          : errors::kReadModelBehind);
}

void ProgressBoard::wake(std::unique_lock<std::mutex>& lock, Entry& entry) {
  if (!entry.wake) return;
  const auto call = entry.wake;
  ++entry.waking;
  lock.unlock();
  call();
  lock.lock();
  --entry.waking;
  moved_.notify_all();
}

bool ProgressBoard::wanted(const std::string& name, Position visible, Position folded) const {
  const std::lock_guard lock(lock_);
  const auto found = entries_.find(name);
  if (found == entries_.end()) return false;
  const auto next = found->second.waiting.upper_bound(visible);
  return next != found->second.waiting.end() && *next <= folded;
}

void ProgressBoard::on_wanted(const std::string& name, std::function<void()> wake) {
  std::unique_lock lock(lock_);
  auto& entry = entries_[name];
  entry.wake = std::move(wake);
  moved_.wait(lock, [&] { return entry.waking == 0; });
}

}  // namespace authledger::projections
