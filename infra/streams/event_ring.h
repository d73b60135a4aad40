// The newest events as ready frames, shared by all readers: an event is read and encoded once,
// however many follow.
#pragma once

#include <deque>
#include <string>

#include "shared/ids.h"

namespace authledger::infra {

struct RingEvent {
  Position position = 0;
  std::string tenant_id;
  std::string frame;
};

// What a reader gets next: frames one after the other, and how far they bring it.
struct Portion {
  std::string frames;
  Position up_to = 0;
};

// Not thread-safe.
class EventRing {
 public:
  EventRing(std::size_t events_max, std::size_t bytes_max)
      : events_max_(events_max), bytes_max_(bytes_max) {}

  // Forgets everything; the next event is the one behind `position`.
  void restart(Position position);
  // REQUIRES: event.position == head() + 1.
  void add(RingEvent event);

  Position head() const { return head_; }
  // The position before the oldest event that is still there.
  Position tail() const { return events_.empty() ? head_ : events_.front().position - 1; }

  // The tenant's events behind `after`, about `bytes_max` of them but at least one, and as far as
  // was looked. REQUIRES: tail() <= after <= head().
  Portion portion(const std::string& tenant_id, Position after, std::size_t bytes_max) const;

 private:
  const std::size_t events_max_;
  const std::size_t bytes_max_;
  std::deque<RingEvent> events_;
  std::size_t bytes_ = 0;
  Position head_ = 0;
};

}  // namespace authledger::infra
