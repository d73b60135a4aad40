#include "infra/streams/event_ring.h"

#include <utility>

namespace authledger::infra {

void EventRing::restart(Position position) {
  events_.clear();
  bytes_ = 0;
  head_ = position;
}

void EventRing::add(RingEvent event) {
  head_ = event.position;
  bytes_ += event.frame.size();
  events_.push_back(std::move(event));
  while (events_.size() > events_max_ || (bytes_ > bytes_max_ && events_.size() > 1)) {
    bytes_ -= events_.front().frame.size();
    events_.pop_front();
  }
}

Portion EventRing::portion(const std::string& tenant_id, Position after,
                           std::size_t bytes_max) const {
  Portion portion;
  portion.up_to = after;
  for (auto at = static_cast<std::size_t>(after - tail()); at < events_.size(); ++at) {
    const auto& event = events_[at];
    if (event.tenant_id == tenant_id) {
      if (!portion.frames.empty() && portion.frames.size() + event.frame.size() > bytes_max) break;
      portion.frames += event.frame;
    }
    portion.up_to = event.position;
  }
  return portion;
}

}  // namespace authledger::infra
