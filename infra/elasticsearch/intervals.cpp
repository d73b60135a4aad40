#include "infra/elasticsearch/intervals.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "infra/elasticsearch/queries.h"
#include "infra/elasticsearch/utf8.h"

namespace authledger::infra::elastic {
namespace {

std::string json_of(const SortValue& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
  return json_quote(std::get<std::string>(value));
}

std::vector<Interval> split_numbers(std::int64_t low, std::int64_t high, std::uint64_t parts_max) {
  const auto span =
      static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low);  // width - 1
  const std::uint64_t step = span / parts_max + 1;
  std::vector<Interval> out;
  for (std::uint64_t from = 0;;) {
    const std::uint64_t to = span - from < step ? span : from + step - 1;
    const auto at = [&](std::uint64_t offset) {
      return static_cast<std::int64_t>(static_cast<std::uint64_t>(low) + offset);
    };
    out.push_back({at(from), at(to), false});
    if (to == span) return out;
    from = to + 1;
  }
}

// Between two texts, at the first character in which they differ: the order of UTF-8 bytes is that
// of code points.
std::vector<Interval> split_texts(const std::string& low, const std::string& high,
                                  std::uint64_t parts_max) {
  const std::u32string first = to_code_points(low);
  const std::u32string last = to_code_points(high);
  const auto same = static_cast<std::size_t>(
      std::mismatch(first.begin(), first.end(), last.begin(), last.end()).first - first.begin());
  const std::string stem = to_utf8(std::u32string_view(first).substr(0, same));
  const std::uint64_t from = same < first.size() ? first[same] + 1 : 0;
  const std::uint64_t to = last[same];  // low < high, so high goes on behind the stem
  const std::uint64_t step = (to - from) / parts_max + 1;
  std::vector<Interval> out;
  std::string start = low;
  for (std::uint64_t point = from; point <= to; point += step) {
    std::string next = stem;
    const auto cut = static_cast<char32_t>(point);
    append_utf8(next, cut >= 0xD800 && cut < 0xE000 ? char32_t{0xE000}
                                                    : cut);  // surrogates are no characters
    if (next <= start || next > high) continue;
    out.push_back({start, next, true});
    start = std::move(next);
  }
  out.push_back({start, high, false});
  return out;
}

constexpr std::int64_t kLowest = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kHighest = std::numeric_limits<std::int64_t>::max();
constexpr double kExactMax = 9007199254740992.0;      // 2^53: doubles up to here are whole numbers
constexpr double kDoubleEnd = 9223372036854775808.0;  // 2^63
constexpr std::int64_t kErrorMax = 1024;              // of a double below 2^63

std::int64_t at_most(double number) {
  if (number <= -kDoubleEnd) return kLowest;
  if (number >= kDoubleEnd) return kHighest - kErrorMax;
  const auto whole = static_cast<std::int64_t>(number);
  if (std::abs(number) < kExactMax) return whole;
  return whole < kLowest + kErrorMax ? kLowest : whole - kErrorMax;
}

std::int64_t at_least(double number) {
  if (number <= -kDoubleEnd) return kLowest + kErrorMax;
  if (number >= kDoubleEnd) return kHighest;
  const auto whole = static_cast<std::int64_t>(number);
  if (std::abs(number) < kExactMax) return whole;
  return whole > kHighest - kErrorMax ? kHighest : whole + kErrorMax;
}

}  // namespace

Interval all_numbers() { return {kLowest, kHighest, false}; }

Interval numbers_between(double low, double high, const Interval& outer) {
  return {std::max(at_most(low), std::get<std::int64_t>(outer.low)),
          std::min(at_least(high), std::get<std::int64_t>(outer.high)), false};
}

bool is_single(const Interval& interval) { return !interval.open && interval.low == interval.high; }

std::vector<Interval> split(const Level& level, const Interval& interval, int parts_max) {
  // One part less for texts: the cuts lie between the parts.
  const auto parts = static_cast<std::uint64_t>(parts_max - (level.text ? 1 : 0));
  auto out = level.text ? split_texts(std::get<std::string>(interval.low),
                                      std::get<std::string>(interval.high), parts)
                        : split_numbers(std::get<std::int64_t>(interval.low),
                                        std::get<std::int64_t>(interval.high), parts);
  if (level.descending) std::reverse(out.begin(), out.end());
  return out;
}

Interval joined(const Level& level, const Interval& first, const Interval& last) {
  const auto& low = level.descending ? last : first;
  const auto& high = level.descending ? first : last;
  return {low.low, high.high, high.open};
}

std::string inside(const Level& level, const Interval& interval) {
  return range(level.field, "\"gte\":" + json_of(interval.low) +
                                (interval.open ? ",\"lt\":" : ",\"lte\":") +
                                json_of(interval.high));
}

std::string before(const Level& level, const Interval& interval) {
  if (!level.descending) return range(level.field, "\"lt\":" + json_of(interval.low));
  return range(level.field, (interval.open ? "\"gte\":" : "\"gt\":") + json_of(interval.high));
}

}  // namespace authledger::infra::elastic
