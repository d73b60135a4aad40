// Puts events of many partitions back into the one order of their positions. Bounded: what does not
// fit is forgotten, the log has it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "events/stored_event.h"

namespace authledger::infra {

// Not thread-safe.
class MergeBuffer {
 public:
  MergeBuffer(std::size_t events_max, std::size_t bytes_max);

  enum class Put { kKept, kDuplicate, kFull };
  // kFull: this event or a later one was forgotten; the earliest are the ones to keep.
  Put put(events::StoredEvent event);

  // The events after+1, after+2 … without a gap, at most `limit`, taken out; empty when after+1 is
  // not here.
  std::vector<events::StoredEvent> take_run(Position after, int limit);

  void drop_through(Position position);
  void clear();

  std::optional<Position> first() const;
  std::size_t size() const { return events_.size(); }
  std::size_t bytes() const { return bytes_; }

 private:
  using Entries = std::map<Position, events::StoredEvent>;
  void erase(Entries::iterator entry);

  const std::size_t events_max_;
  const std::size_t bytes_max_;
  std::size_t bytes_ = 0;
  Entries events_;
};

}  // namespace authledger::infra
