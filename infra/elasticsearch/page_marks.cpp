#include "infra/elasticsearch/page_marks.h"

#include <algorithm>

namespace authledger::infra::elastic {

std::optional<PageMark> PageMarks::find(const std::string& list, std::int64_t offset) {
  std::lock_guard lock(mutex_);
  const auto found = entries_.find(list);
  if (found == entries_.end()) return std::nullopt;
  by_age_.splice(by_age_.begin(), by_age_, found->second.age);
  for (const auto& mark : found->second.marks) {
    if (mark.before_count <= offset && offset - mark.before_count < mark.inside_count) return mark;
  }
  return std::nullopt;
}

void PageMarks::keep(const std::string& list, PageMark mark) {
  std::lock_guard lock(mutex_);
  auto found = entries_.find(list);
  if (found == entries_.end()) {
    if (entries_.size() >= lists_max_) {
      entries_.erase(by_age_.back());
      by_age_.pop_back();
    }
    by_age_.push_front(list);
    found = entries_.emplace(list, Entry{by_age_.begin(), {}}).first;
  }
  auto& marks = found->second.marks;
  std::erase_if(marks, [&](const PageMark& one) { return one.inside == mark.inside; });
  marks.push_front(std::move(mark));
  if (marks.size() > marks_max_) marks.pop_back();
}

}  // namespace authledger::infra::elastic
