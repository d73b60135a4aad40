// The cache of lists alone, and the canonical text it goes by.
#include "query/cache.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "query/canonical.h"
#include "shared/errors.h"
#include "tests/support/plain_scan.h"

namespace authledger::tests {
namespace {

using namespace query;
using namespace std::chrono_literals;

constexpr PageCache::Time kNow{};
constexpr PageCache::Time kLater = kNow + 10s;

TEST(PageCache, StaysWithinItsBytes) {
  PageCache cache(100'000);
  for (int i = 0; i < 500; ++i) {
    const auto read = [] { return Page{{std::string(1000, 'x')}, 1}; };
    ASSERT_TRUE(cache.get("query" + std::to_string(i), 1, kNow, kLater, read));
    ASSERT_LE(cache.stats().bytes, 100'000U);
  }
  EXPECT_GT(cache.stats().bytes, 90'000U);
  int reads = 0;
  const auto huge = [&] {
    ++reads;
    return Page{{std::string(90'000, 'x')}, 1};
  };
  ASSERT_TRUE(cache.get("huge", 1, kNow, kLater, huge));
  ASSERT_TRUE(cache.get("huge", 1, kNow, kLater, huge));
  EXPECT_EQ(reads, 2);
  EXPECT_TRUE(cache.get("query499", 1, kNow, kLater, huge)->from_cache);
}

TEST(PageCache, AnEntryDiesWithItsTimeAndWithItsEdition) {
  PageCache cache(100'000);
  int reads = 0;
  const auto read = [&] { return Page{{}, ++reads}; };
  ASSERT_TRUE(cache.get("q", 1, kNow, kLater, read));
  EXPECT_TRUE(cache.get("q", 1, kLater - 1ms, kLater, read)->from_cache);
  EXPECT_EQ(cache.get("q", 1, kLater, kLater + 1s, read)->page->total_row_count, 2);
  EXPECT_EQ(cache.get("q", 2, kLater, kLater + 1s, read)->page->total_row_count, 3);
}

TEST(PageCache, EqualQueriesAtOnceAreReadOnce) {
  PageCache cache(100'000);
  std::atomic<int> reads = 0;
  std::atomic<int> began = 0;
  const auto read = [&]() -> Result<Page> {
    while (began < 8) std::this_thread::yield();
    ++reads;
    return Page{{"row"}, 1};
  };
  std::vector<std::thread> readers;
  for (int i = 0; i < 8; ++i) {
    readers.emplace_back([&] {
      ++began;
      const auto found = cache.get("same", 1, kNow, kLater, read);
      ASSERT_TRUE(found);
      EXPECT_EQ(found->page->rows.front(), "row");
    });
  }
  for (auto& one : readers) one.join();
  EXPECT_EQ(reads, 1);
}

TEST(PageCache, AnOlderReadUnderWayIsNotJoinedAndErrorsAreNotKept) {
  PageCache cache(100'000);
  const auto inner = [] { return Page{{"new"}, 1}; };
  const auto outer = [&]() -> Result<Page> {
    EXPECT_EQ(cache.get("same", 2, kNow, kLater, inner)->page->rows.front(), "new");
    return Page{{"old"}, 1};
  };
  EXPECT_EQ(cache.get("same", 1, kNow, kLater, outer)->page->rows.front(), "old");
  EXPECT_EQ(cache.get("same", 2, kNow, kLater, inner)->page->rows.front(), "new");
  EXPECT_FALSE(cache.get("bad", 1, kNow, kLater,
                         []() -> Result<Page> { return fail(errors::kReadModelUnavailable); }));
  EXPECT_FALSE(cache.get("bad", 1, kNow, kLater, inner)->from_cache);
}

TEST(Canonical, EqualMeaningsAreOneAndOthersAreNot) {
  const auto schema = sample_schema();
  const auto contains = [](const char* field, const char* text) {
    return Filter{Filter::Kind::kContains, field, text, {}};
  };
  const auto key = [&](ListQuery query) { return canonical(schema, query); };
  const auto both = [&](Filter a, Filter b) {
    return key({.tenant_id = "t", .filter = {Filter::Kind::kAnd, "", "", {a, b}}});
  };
  const auto a = contains("email", "ÄNNA"), b = contains("fullname", "x");
  EXPECT_EQ(both(a, b), both(b, contains("email", "anna")));
  EXPECT_NE(both(a, b), both(a, contains("fullname", "y")));
  EXPECT_NE(both(a, b), both(contains("fullname", "anna"), contains("email", "x")));
  EXPECT_NE(key({.tenant_id = "t"}), key({.tenant_id = "u"}));
  EXPECT_NE(key({.tenant_id = "t", .page_number = 2}), key({.tenant_id = "t"}));
  EXPECT_NE(key({.tenant_id = "t", .keyword = "a b"}), key({.tenant_id = "t", .keyword = "ab"}));
  EXPECT_EQ(key({.tenant_id = "t", .keyword = " A  b"}),
            key({.tenant_id = "t", .keyword = "a b "}));
  EXPECT_NE(hex_key("a"), hex_key("b"));
}

}  // namespace
}  // namespace authledger::tests
