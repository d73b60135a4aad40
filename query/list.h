// Lists and searches: wait until the read model shows what the caller has to see, then the cache,
// then the read model.
#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "events/ports/log_reader.h"
#include "query/cache.h"
#include "query/ports/read_model.h"

namespace authledger::query {

// What a read must show.
struct Consistency {
  Position min_position = 0;  // everything up to here
  bool strong = false;        // everything committed when it arrived
};

struct CacheOptions {
  bool enabled = true;
  std::optional<std::chrono::seconds> ttl{};  // nothing: the service's default
};

struct ListAnswer {
  std::shared_ptr<const Page> page;
  std::string_view source;  // cache, or the name of the read model's engine
  std::string cache_key;    // hex
};

struct ListOptions {
  std::string_view source = "elastic";
  std::chrono::milliseconds wait_max{2000};
  std::chrono::seconds ttl{300};
  std::size_t cache_bytes_max = 32u << 20;
};

// Thread-safe. Errors of all: read_model.unavailable, read_model.behind, both with retry_after_s.
class ListService {
 public:
  ListService(events::LogReader& log, ReadModel& model, Progress& progress, ListOptions options)
      : log_(log),
        model_(model),
        progress_(progress),
        options_(options),
        cache_(options.cache_bytes_max) {}

  Result<ListAnswer> list(const projections::ReadModelSchema& schema, const ListQuery& query,
                          const Consistency& consistency, const CacheOptions& cache);

  // All rows (pageNumber 0), never cached.
  Result<std::unique_ptr<RowCursor>> scan(const projections::ReadModelSchema& schema,
                                          const ListQuery& query, const Consistency& consistency);

  // Waits until `joined` shows what rows of `listed` speak of, and what the caller has to see: for
  // rows that documents of another read model complete.
  Status wait_for_join(const projections::ReadModelSchema& joined,
                       const projections::ReadModelSchema& listed, Consistency consistency);

  CacheStats cache_stats() const { return cache_.stats(); }

 private:
  Status wait(const projections::ReadModelSchema& schema, const Consistency& consistency);
  Result<Position> head();

  events::LogReader& log_;
  ReadModel& model_;
  Progress& progress_;
  const ListOptions options_;
  PageCache cache_;
  std::mutex head_mutex_;  // one look-up of the head serves all reads of the same millisecond
  Position head_ = 0;
  std::chrono::steady_clock::time_point head_asked_{};
};

}  // namespace authledger::query
