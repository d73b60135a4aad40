// Intervals of sort values: split, they are disjoint and whole.
#include "infra/elasticsearch/intervals.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "tests/support/scale.h"

namespace authledger::tests {
namespace {

using infra::elastic::Interval;
using infra::elastic::Level;

// Every value is in exactly one part, and in the order of the parts.
TEST(Intervals, PartsAreDisjointAndWhole) {
  const auto seed = std::random_device{}();
  std::printf("seed %u\n", seed);
  std::mt19937_64 random(seed);
  const std::vector<std::string> pieces = {
      "a", "b", "\x7f", "é", "\ud7ff", "\ue000", "日", "😀", std::string("\0", 1)};
  for (int i = 0; i < test::scaled(20'000, 2'000); ++i) {
    const bool text = random() % 2 == 0;
    std::vector<infra::elastic::SortValue> values;
    while (values.size() < 8) {
      if (!text) {
        values.emplace_back(static_cast<std::int64_t>(random()) >> (random() % 64));
        continue;
      }
      std::string value;
      for (auto left = random() % 5; left > 0; --left) value += pieces[random() % pieces.size()];
      values.emplace_back(value);
    }
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    if (*low == *high) continue;
    const Level level{"f", random() % 2 == 0, text};
    const int parts_max = static_cast<int>(2 + random() % 130);
    const auto parts = infra::elastic::split(level, {*low, *high, false}, parts_max);
    ASSERT_GE(parts.size(), 2U);
    ASSERT_LE(parts.size(), static_cast<std::size_t>(parts_max));
    for (const auto& value : values) {
      EXPECT_EQ(std::count_if(parts.begin(), parts.end(),
                              [&](const Interval& part) {
                                return part.low <= value &&
                                       (part.open ? value < part.high : value <= part.high);
                              }),
                1);
    }
    for (std::size_t k = 1; k < parts.size(); ++k) {
      EXPECT_EQ(level.descending, parts[k].low < parts[k - 1].low);
    }
  }
}

TEST(Intervals, NumbersKnownAsDoublesLeaveNoneOut) {
  std::mt19937_64 random(1);
  const auto all = infra::elastic::all_numbers();
  for (int i = 0; i < test::scaled(100'000, 10'000); ++i) {
    auto low = static_cast<std::int64_t>(random()) >> (random() % 64);
    auto high = static_cast<std::int64_t>(random()) >> (random() % 64);
    if (i % 10 == 0)
      low = std::get<std::int64_t>(all.low) + static_cast<std::int64_t>(random() % 3);
    if (i % 7 == 0)
      high = std::get<std::int64_t>(all.high) - static_cast<std::int64_t>(random() % 3);
    if (low > high) std::swap(low, high);
    const auto found =
        infra::elastic::numbers_between(static_cast<double>(low), static_cast<double>(high), all);
    EXPECT_LE(std::get<std::int64_t>(found.low), low);
    EXPECT_GE(std::get<std::int64_t>(found.high), high);
    const auto inner = infra::elastic::numbers_between(static_cast<double>(low),
                                                       static_cast<double>(high), {low, high});
    EXPECT_EQ(inner.low, infra::elastic::SortValue(low));
    EXPECT_EQ(inner.high, infra::elastic::SortValue(high));
  }
}

}  // namespace
}  // namespace authledger::tests
