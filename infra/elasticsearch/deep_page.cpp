#include "infra/elasticsearch/deep_page.h"

#include <algorithm>
#include <optional>

#include "infra/elasticsearch/intervals.h"
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
  Result<Interval> span(const Place& place, const Level& level);
  std::string rows_members(const PageMark& mark) const;
  Result<query::Page> finish(SearchAnswer found, std::int64_t left);

  Snapshot& snapshot_;
  const Plan& plan_;
  const DeepPageLimits limits_;
  const std::int64_t offset_;
  const int count_;
  std::int64_t total_ = 0;
};

std::string hits_members(int size, const std::string& query, const std::string& sort) {
  return "\"size\":" + std::to_string(size) +
         ",\"track_total_hits\":false,\"_source\":[\"body\"],\"query\":" + query +
         ",\"sort\":" + sort;
}

std::string counting_members(const std::string& query) {
  return "\"size\":0,\"track_total_hits\":true,\"query\":" + query;
}

std::string Reading::rows_members(const PageMark& mark) const {
  const std::string query =
      "{\"bool\":{\"must\":[" + plan_.query + "],\"filter\":[" + mark.inside + "]}}";
  return "\"from\":" + std::to_string(offset_ - mark.before_count) + "," +
         hits_members(count_, query, plan_.sort);
}

// The page may go on behind the stretch.
Result<query::Page> Reading::finish(SearchAnswer found, std::int64_t left) {
  query::Page page{std::move(found.rows), total_};
  if (left <= 0 || page.rows.empty()) return page;
  AUTHLEDGER_TRY(more,
                 snapshot_.search(hits_members(static_cast<int>(left), plan_.query, plan_.sort) +
                                  ",\"search_after\":" + found.last_sort));
  for (auto& row : more.rows) page.rows.push_back(std::move(row));
  return page;
}

Result<query::Page> Reading::rows_of(const PageMark& mark) {
  AUTHLEDGER_TRY(found, snapshot_.search(rows_members(mark)));
  const auto left = std::min<std::int64_t>(count_, total_ - offset_) -
                    static_cast<std::int64_t>(found.rows.size());
  return finish(std::move(found), left);
}

Result<std::optional<query::Page>> Reading::by_mark(PageMark& mark) {
  AUTHLEDGER_TRY(
      answers,
      snapshot_.search_all(
          {counting_members(plan_.filter), counting_members(all_of({plan_.filter, mark.before})),
           counting_members(all_of({plan_.filter, mark.inside})), rows_members(mark)}));
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
  const auto got = static_cast<std::int64_t>(answers[3].rows.size());
  AUTHLEDGER_TRY(
      page, finish(std::move(answers[3]), std::min<std::int64_t>(count_, total_ - offset_) - got));
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
  return fail(unavailable("A list changed while a page of it was looked up."));
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
  AUTHLEDGER_TRY(interval, span(place, level));
  bool narrowed = false;
  while (place.count > limits_.stretch_max && !is_single(interval)) {
    const auto parts = split(level, interval, limits_.parts_max);
    std::vector<std::string> queries;
    for (const auto& part : parts) queries.push_back(inside(level, part));
    std::vector<std::string> all = place.inside;
    all.insert(all.begin(), plan_.filter);
    AUTHLEDGER_TRY(answer, snapshot_.search("\"size\":0,\"track_total_hits\":false,\"query\":" +
                                            all_of(all) + "," + count_parts(queries)));
    AUTHLEDGER_TRY(index, descend(place, answer.counts));
    interval = parts[index];
    place.inside = outer;
    place.inside.push_back(inside(level, interval));
    narrowed = true;
    if (level.text && place.count > limits_.stretch_max) {
      AUTHLEDGER_TRY(closed, span(place, level));
      interval = std::move(closed);
    }
  }
  if (!narrowed) place.inside.push_back(inside(level, interval));
  auto ahead = outer;
  ahead.push_back(before(level, interval));
  place.before.push_back(all_of(ahead));
  return {};
}

// The lowest and the highest value in a place.
Result<Interval> Reading::span(const Place& place, const Level& level) {
  std::vector<std::string> all = place.inside;
  all.insert(all.begin(), plan_.filter);
  std::vector<std::string> searches;
  for (const char* order : {"asc", "desc"}) {
    searches.push_back(
        "\"size\":1,\"track_total_hits\":false,\"_source\":false,\"query\":" + all_of(all) +
        ",\"sort\":[{" + json_quote(level.field) + ":\"" + order + "\"}]");
  }
  AUTHLEDGER_TRY(answers, snapshot_.search_all(searches));
  Interval out{answers[0].first, answers[1].first, false};
  const bool right = level.text ? std::holds_alternative<std::string>(out.low) &&
                                      std::holds_alternative<std::string>(out.high)
                                : std::holds_alternative<std::int64_t>(out.low) &&
                                      std::holds_alternative<std::int64_t>(out.high);
  if (!right) return fail(unavailable("A list changed while a page of it was looked up."));
  return out;
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
