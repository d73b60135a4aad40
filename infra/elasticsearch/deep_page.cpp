#include "infra/elasticsearch/deep_page.h"

#include <algorithm>
#include <optional>

#include "infra/elasticsearch/narrowing.h"
#include "infra/elasticsearch/queries.h"

namespace authledger::infra::elastic {
namespace {

// One page being read from one snapshot.
class Reading {
 public:
  Reading(Snapshot& snapshot, const Plan& plan, DeepPageLimits limits, std::int64_t offset,
          int count)
      : snapshot_(snapshot), plan_(plan), limits_(limits), offset_(offset), count_(count) {}

  // By a remembered stretch; nothing if the list has changed so that the row is no more in it.
  Result<std::optional<query::Page>> by_mark(PageMark& mark);
  // The stretch with the row at the offset; nothing behind the end of the list.
  Result<std::optional<PageMark>> locate();
  Result<query::Page> rows_of(const PageMark& mark);
  std::int64_t total() const { return total_; }

 private:
  struct Place {                        // what is known of the way to the wanted row
    std::vector<std::string> inside{};  // the filters of the stretch, all
    std::vector<std::string> before{};  // the filters of the rows before it, any
    std::int64_t before_count = 0;
    std::int64_t count = 0;  // of rows in the stretch
  };

  // Of the parts, in the list's order: goes into the one with the wanted row and says which it is.
  Result<std::size_t> descend(Place& place, const std::vector<std::int64_t>& counts) const;
  Status narrow(Place& place, const Level& level);
  std::string stretch_members(const PageMark& mark) const;
  Result<query::Page> finish(SearchAnswer found);

  Snapshot& snapshot_;
  const Plan& plan_;
  const DeepPageLimits limits_;
  const std::int64_t offset_;
  const int count_;
  std::int64_t total_ = 0;
};

std::string Reading::stretch_members(const PageMark& mark) const {
  return "\"from\":" + std::to_string(offset_ - mark.before_count) + "," +
         rows_members(count_, stretch_query(plan_.query, mark.inside), plan_.sort);
}

// The page may go on behind the stretch: in the next one, of the same snapshot.
Result<query::Page> Reading::finish(SearchAnswer found) {
  query::Page page{std::move(found.rows), total_};
  const auto got = static_cast<std::int64_t>(page.rows.size());
  const auto left = std::min<std::int64_t>(count_, total_ - offset_) - got;
  if (left <= 0) return page;
  if (got == 0) return fail(changed());
  Reading behind(snapshot_, plan_, limits_, offset_ + got, static_cast<int>(left));
  AUTHLEDGER_TRY(mark, behind.locate());
  if (!mark) return fail(changed());
  AUTHLEDGER_TRY(more, behind.rows_of(*mark));
  for (auto& row : more.rows) page.rows.push_back(std::move(row));
  return page;
}

Result<query::Page> Reading::rows_of(const PageMark& mark) {
  AUTHLEDGER_TRY(found, snapshot_.search(stretch_members(mark)));
  return finish(std::move(found));
}

Result<std::optional<query::Page>> Reading::by_mark(PageMark& mark) {
  AUTHLEDGER_TRY(
      answers,
      snapshot_.search_all(
          {counting_members(plan_.filter), counting_members(all_of({plan_.filter, mark.before})),
           counting_members(all_of({plan_.filter, mark.inside})), stretch_members(mark)}));
  total_ = answers[0].total;
  const bool moved = mark.before_count != answers[1].total;
  mark.before_count = answers[1].total;
  mark.inside_count = answers[2].total;
  const std::int64_t from = offset_ - mark.before_count;
  if (from < 0 || from >= mark.inside_count || mark.inside_count > 2 * limits_.stretch_max)
    return std::nullopt;
  if (moved) {
    AUTHLEDGER_TRY(page, rows_of(mark));
    return page;
  }
  AUTHLEDGER_TRY(page, finish(std::move(answers[3])));
  return page;
}

Result<std::size_t> Reading::descend(Place& place, const std::vector<std::int64_t>& counts) const {
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (offset_ - place.before_count < counts[i]) {
      place.count = counts[i];
      return i;
    }
    place.before_count += counts[i];
  }
  return fail(changed());
}

Result<std::optional<PageMark>> Reading::locate() {
  std::vector<std::string> parts;
  for (const auto& segment : plan_.segments) parts.push_back(segment.filter);
  AUTHLEDGER_TRY(answer,
                 snapshot_.search(counting_members(plan_.filter) + "," + count_parts(parts)));
  total_ = answer.total;
  if (offset_ >= total_) return std::nullopt;
  Place place;
  AUTHLEDGER_TRY(index, descend(place, answer.counts));
  const Segment& segment = plan_.segments[index];
  place.before.assign(parts.begin(), parts.begin() + static_cast<std::ptrdiff_t>(index));
  place.inside.push_back(segment.filter);
  for (const auto& level : segment.levels) {
    if (place.count <= limits_.stretch_max) break;
    AUTHLEDGER_CHECK(narrow(place, level));
  }
  return PageMark{all_of(place.inside), any_of(place.before), place.before_count, place.count};
}

// Until few rows are left or all have one value.
Status Reading::narrow(Place& place, const Level& level) {
  const std::vector<std::string> outer = place.inside;
  const auto filters = [&] {
    std::vector<std::string> all = place.inside;
    all.insert(all.begin(), plan_.filter);
    return all;
  };
  // The next cuts go between the values that there are: texts, and their numbers, crowd behind what
  // they begin with.
  AUTHLEDGER_TRY(interval, span(snapshot_, filters(), level, all_numbers()));
  while (place.count > limits_.stretch_max && !is_single(interval)) {
    const auto parts = split(level, interval, limits_.parts_max);
    AUTHLEDGER_TRY(counts, count_each(snapshot_, filters(), level, parts));
    AUTHLEDGER_TRY(first, descend(place, counts));
    // With the parts behind it, as long as they are few rows: the page may go on there.
    std::size_t last = first;
    while (last + 1 < parts.size() && place.count + counts[last + 1] <= limits_.stretch_max) {
      place.count += counts[++last];
    }
    interval = joined(level, parts[first], parts[last]);
    place.inside = outer;
    place.inside.push_back(inside(level, interval));
    if (place.count <= limits_.stretch_max) break;
    AUTHLEDGER_TRY(closed, span(snapshot_, filters(), level, interval));
    interval = std::move(closed);
  }
  place.inside = outer;
  place.inside.push_back(inside(level, interval));
  auto ahead = outer;
  ahead.push_back(before(level, interval));
  place.before.push_back(all_of(ahead));
  return {};
}

}  // namespace

Result<query::Page> DeepPages::page(const std::string& target, const Plan& plan,
                                    std::int64_t offset, int count) {
  AUTHLEDGER_TRY(snapshot, Snapshot::open(client_, target));
  Reading reading(*snapshot, plan, limits_, offset, count);
  const std::string list = target + plan.sort + plan.query;
  if (auto mark = marks_.find(list, offset)) {
    AUTHLEDGER_TRY(page, reading.by_mark(*mark));
    if (page) {
      marks_.keep(list, std::move(*mark));
      return std::move(*page);
    }
  }
  AUTHLEDGER_TRY(mark, reading.locate());
  if (!mark) return query::Page{{}, reading.total()};
  AUTHLEDGER_TRY(page, reading.rows_of(*mark));
  marks_.keep(list, std::move(*mark));
  return page;
}

}  // namespace authledger::infra::elastic
