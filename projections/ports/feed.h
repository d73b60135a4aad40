// Where a runner gets its events: the log itself (embedded) or the topic with the log behind it
// (cluster).
#pragma once

#include <chrono>
#include <vector>

#include "events/stored_event.h"
#include "shared/result.h"

namespace authledger::projections {

// One reader, one thread; interrupt() may come from another.
class Feed {
 public:
  virtual ~Feed() = default;

  // The next events behind `after`, in position order without a gap, at most `limit`; waits up to
  // `wait` for the first and is empty when none came. Whatever arrives twice, late or out of order
  // is put right by counting positions.
  virtual Result<std::vector<events::StoredEvent>> next(Position after, int limit,
                                                        std::chrono::milliseconds wait) = 0;

  // A waiting next() returns at once; when none waits, the coming one does not wait.
  virtual void interrupt() = 0;
};

}  // namespace authledger::projections
