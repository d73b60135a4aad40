#include "shared/lru.h"

#include <gtest/gtest.h>

#include "shared/lru_cache.h"

namespace authledger {
namespace {

TEST(Lru, ForgetsTheOneNotUsedForLongest) {
  Lru<int> kept(2);
  kept.put("a", 1);
  kept.put("b", 2);
  ASSERT_NE(kept.find("a"), nullptr);
  kept.put("c", 3);
  EXPECT_EQ(kept.find("b"), nullptr);
  EXPECT_EQ(*kept.find("a"), 1);
  kept.put("a", 4);
  EXPECT_EQ(*kept.find("a"), 4);
  EXPECT_EQ(kept.size(), 2U);
  kept.erase("a");
  EXPECT_EQ(kept.size(), 1U);
}

TEST(LruCache, AnOlderValueDoesNotReplaceANewerOne) {
  LruCache<int> cache(2);
  const auto newer_than = [](int value) { return [value](int old) { return old > value; }; };
  cache.put("a", std::make_shared<int>(2));
  cache.put("a", std::make_shared<int>(1), newer_than(1));
  EXPECT_EQ(*cache.get("a"), 2);
}

TEST(LruCache, UpdatesWhatIsThere) {
  LruCache<int> cache(2);
  const auto twice = [](int old) { return old < 8 ? std::make_shared<int>(2 * old) : nullptr; };
  cache.update("a", twice);
  EXPECT_EQ(cache.get("a"), nullptr);
  cache.put("a", std::make_shared<int>(4));
  for (int i = 0; i < 2; ++i) cache.update("a", twice);
  EXPECT_EQ(*cache.get("a"), 8) << "nothing made of it: it stays";
}

}  // namespace
}  // namespace authledger
