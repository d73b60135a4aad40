// Answers of lists, kept by the meaning of their query. An entry dies when its read model has
// moved, so that the cache never serves older data than the index would; one caller reads, the
// others of the same query wait for it.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "query/list_query.h"
#include "shared/result.h"

namespace authledger::query {

struct CacheStats {
  std::uint64_t hits = 0;
  std::uint64_t misses = 0;
  std::size_t bytes = 0;
};

// Thread-safe, bounded in bytes; what was used longest ago goes first.
class PageCache {
 public:
  using Time = std::chrono::steady_clock::time_point;
  using PagePtr = std::shared_ptr<const Page>;

  explicit PageCache(std::size_t bytes_max) : bytes_max_(bytes_max) {}

  struct Found {
    PagePtr page;
    bool from_cache = false;
  };
  // The kept page if it was read at `edition` (Progress::edition); else what `read` gives, kept
  // until `expires`. REQUIRES: `edition` was asked for before `read` reads.
  Result<Found> get(const std::string& key, std::int64_t edition, Time now, Time expires,
                    const std::function<Result<Page>()>& read);

  CacheStats stats() const;

 private:
  struct Entry {
    std::string key;
    PagePtr page;
    std::int64_t edition = 0;
    Time expires{};
    std::size_t bytes = 0;
  };
  struct Flight {  // a read under way
    bool done = false;
    std::int64_t edition = 0;
    Result<PagePtr> result = PagePtr();
  };
  using Entries = std::list<Entry>;
  PagePtr find(const std::string& key, std::int64_t edition, Time now);
  void keep(const std::string& key, const PagePtr& page, std::int64_t edition, Time expires);
  void drop(Entries::iterator entry);

  const std::size_t bytes_max_;
  mutable std::mutex mutex_;  // guards all below
  std::condition_variable landed_;
  Entries entries_;
  std::unordered_map<std::string, Entries::iterator> index_;
  std::unordered_map<std::string, std::shared_ptr<Flight>> flights_;
  CacheStats stats_;
};

}  // namespace authledger::query
