#include "infra/log/log_feed.h"

#include <algorithm>
#include <utility>

#include "infra/log/published_event.h"
#include "shared/errors.h"

namespace authledger::infra {

using SteadyClock = std::chrono::steady_clock;
using Events = std::vector<events::StoredEvent>;

LogFeed::LogFeed(events::LogReader& log, LogFeedSettings settings)
    : log_(log), settings_(settings) {}

Result<Events> LogFeed::next(Position after, int limit, std::chrono::milliseconds wait) {
  const auto deadline = SteadyClock::now() + wait;
  for (;;) {
    {
      const std::lock_guard lock(mutex_);
      notified_ = false;
    }
    auto read = log_.read_all(after, limit);
    if (read && !read->empty()) {
      checked_ = read->back().position;
      for (auto& event : *read) event = as_published(std::move(event));
      return read;
    }
    if (read && checked_ != after) {
      AUTHLEDGER_TRY(head, log_.head());
      if (head.position < after) return fail(errors::kLogBehindReader);
      checked_ = after;
    }
    const auto poll = SteadyClock::now() + std::chrono::milliseconds(settings_.poll_ms);
    std::unique_lock lock(mutex_);
    changed_.wait_until(lock, std::min(deadline, poll), [&] { return interrupted_ || notified_; });
    if (std::exchange(interrupted_, false)) return Events{};
    if (SteadyClock::now() >= deadline) return read;  // empty, or why it could not be read
  }
}

void LogFeed::interrupt() {
  {
    const std::lock_guard lock(mutex_);
    interrupted_ = true;
  }
  changed_.notify_all();
}

void LogFeed::notify(Position /*committed*/) {
  {
    const std::lock_guard lock(mutex_);
    notified_ = true;
  }
  changed_.notify_all();
}

}  // namespace authledger::infra
