#include "infra/kafka/merge_buffer.h"

#include <utility>

namespace authledger::infra {
namespace {

std::size_t bytes_of(const events::StoredEvent& event) {
  return sizeof(event) + event.event_id.size() + event.tenant_id.size() + event.stream_id.size() +
         event.type.size() + event.subject.size() + event.payload.size() + event.meta.size();
}

}  // namespace

MergeBuffer::MergeBuffer(std::size_t events_max, std::size_t bytes_max)
    : events_max_(events_max), bytes_max_(bytes_max) {}

MergeBuffer::Put MergeBuffer::put(events::StoredEvent event) {
  const auto size = bytes_of(event);
  const auto position = event.position;
  const auto [entry, inserted] = events_.try_emplace(position, std::move(event));
  if (!inserted) return Put::kDuplicate;
  bytes_ += size;
  bool forgotten = false;
  while (!events_.empty() && (events_.size() > events_max_ || bytes_ > bytes_max_)) {
    erase(std::prev(events_.end()));
    forgotten = true;
  }
  return forgotten ? Put::kFull : Put::kKept;
}

std::vector<events::StoredEvent> MergeBuffer::take_run(Position after, int limit) {
  std::vector<events::StoredEvent> run;
  for (auto entry = events_.begin();
       entry != events_.end() && entry->first == after + 1 && static_cast<int>(run.size()) < limit;
       entry = events_.begin()) {
    bytes_ -= bytes_of(entry->second);
    run.push_back(std::move(entry->second));
    events_.erase(entry);
    ++after;
  }
  return run;
}

void MergeBuffer::drop_through(Position position) {
  while (!events_.empty() && events_.begin()->first <= position) erase(events_.begin());
}

void MergeBuffer::clear() {
  events_.clear();
  bytes_ = 0;
}

std::optional<Position> MergeBuffer::first() const {
  if (events_.empty()) return std::nullopt;
  return events_.begin()->first;
}

void MergeBuffer::erase(Entries::iterator entry) {
  bytes_ -= bytes_of(entry->second);
  events_.erase(entry);
}

}  // namespace authledger::infra
