#include "infra/elasticsearch/walk.h"

#include <algorithm>
#include <iterator>
#include <numeric>

#include "infra/elasticsearch/narrowing.h"
#include "infra/elasticsearch/queries.h"

namespace authledger::infra::elastic {

Status Walk::begin() {
  std::vector<std::string> parts;
  for (const auto& segment : plan_.segments) parts.push_back(segment.filter);
  AUTHLEDGER_TRY(answer,
                 snapshot_->search(counting_members(plan_.filter) + "," + count_parts(parts)));
  total_ = answer.total;
  const auto sum = std::accumulate(answer.counts.begin(), answer.counts.end(), std::int64_t{0});
  if (answer.counts.size() != parts.size() || sum != total_) return fail(changed());
  if (total_ <= limits_.stretch_max) {
    ahead_.push_back({{}, 0, 0, {}, total_});
    return {};
  }
  for (std::size_t i = parts.size(); i-- > 0;) {
    ahead_.push_back({{parts[i]}, i, 0, {}, answer.counts[i]});
  }
  return {};
}

Result<std::vector<std::string>> Walk::next() {
  while (!ahead_.empty()) {
    const Stretch stretch = std::move(ahead_.back());
    ahead_.pop_back();
    if (stretch.count == 0) continue;
    const bool alone = stretch.level >= plan_.segments[stretch.segment].levels.size();
    if (stretch.count <= limits_.stretch_max || alone) return rows_of(stretch);
    AUTHLEDGER_CHECK(tell_apart(stretch));
  }
  snapshot_.reset();
  return std::vector<std::string>();
}

std::vector<std::string> Walk::filters_of(const Stretch& stretch) const {
  auto filters = stretch.filters;
  if (stretch.interval) {
    const auto& level = plan_.segments[stretch.segment].levels[stretch.level];
    filters.push_back(inside(level, *stretch.interval));
  }
  return filters;
}

Result<std::vector<std::string>> Walk::rows_of(const Stretch& stretch) {
  const auto size = static_cast<int>(std::min<std::int64_t>(stretch.count, 10'000));
  AUTHLEDGER_TRY(found,
                 snapshot_->search(rows_members(
                     size, stretch_query(plan_.query, all_of(filters_of(stretch))), plan_.sort)));
  if (static_cast<std::int64_t>(found.rows.size()) != stretch.count) return fail(changed());
  return std::move(found.rows);
}

// Neighbouring parts stay together as long as they fit into one read.
Status Walk::tell_apart(const Stretch& stretch) {
  const Level& level = plan_.segments[stretch.segment].levels[stretch.level];
  auto filters = filters_of(stretch);
  filters.insert(filters.begin(), plan_.filter);
  AUTHLEDGER_TRY(interval,
                 span(*snapshot_, filters, level, stretch.interval.value_or(all_numbers())));
  if (is_single(interval)) {
    Stretch same = stretch;
    same.filters.push_back(inside(level, interval));
    same.interval.reset();
    ++same.level;
    ahead_.push_back(std::move(same));
    return {};
  }
  const auto parts = split(level, interval, limits_.parts_max);
  AUTHLEDGER_TRY(counts, count_each(*snapshot_, filters, level, parts));
  if (std::accumulate(counts.begin(), counts.end(), std::int64_t{0}) != stretch.count) {
    return fail(changed());
  }
  std::vector<Stretch> found;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (!found.empty() && found.back().count + counts[i] <= limits_.stretch_max) {
      auto& together = found.back();
      together.interval = joined(level, *together.interval, parts[i]);
      together.count += counts[i];
    } else {
      found.push_back({stretch.filters, stretch.segment, stretch.level, parts[i], counts[i]});
    }
  }
  std::move(found.rbegin(), found.rend(), std::back_inserter(ahead_));
  return {};
}

}  // namespace authledger::infra::elastic
