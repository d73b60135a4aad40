// The feed of the embedded profile: the log itself, read as it grows.
#pragma once

#include <condition_variable>
#include <mutex>
#include <vector>

#include "events/ports/log_reader.h"
#include "projections/ports/feed.h"

namespace authledger::infra {

struct LogFeedSettings {
  int poll_ms = 50;  // for commits of other processes on the same log
};

// next() from one thread, the rest from any. Events come without secrets, see published_event.h.
// Errors: log.unavailable once `wait` is over; log.behind_reader when `after` lies beyond the head.
class LogFeed : public projections::Feed {
 public:
  // REQUIRES: `log` outlives the feed.
  explicit LogFeed(events::LogReader& log, LogFeedSettings settings = {});

  Result<std::vector<events::StoredEvent>> next(Position after, int limit,
                                                std::chrono::milliseconds wait) override;
  void interrupt() override;  // also ends the next call when none is waiting

  void notify(Position committed);  // this process has committed up to here: read at once

 private:
  events::LogReader& log_;
  const LogFeedSettings settings_;
  Position checked_ = -1;  // the `after` that was compared with the head

  std::mutex mutex_;
  std::condition_variable changed_;
  bool notified_ = false;
  bool interrupted_ = false;
};

}  // namespace authledger::infra
