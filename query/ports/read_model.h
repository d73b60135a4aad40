// Reading lists: Elasticsearch or SQLite. One property test compares both with a plain scan.
#pragma once

#include <chrono>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "projections/document.h"
#include "query/list_query.h"
#include "shared/result.h"

namespace authledger::query {

// All rows of a query, as they were when it was opened, in bounded memory. One reader at a time.
class RowCursor {
 public:
  virtual ~RowCursor() = default;
  virtual std::int64_t total_row_count() const = 0;
  virtual Result<std::vector<std::string>> next() = 0;  // up to some thousand rows; empty: the end
};

// Thread-safe. Reads the live generation. Errors: read_model.unavailable with retry_after_s.
class ReadModel {
 public:
  virtual ~ReadModel() = default;
  // Exact total. Costs stay flat however deep the page lies.
  virtual Result<Page> page(const projections::ReadModelSchema& schema, const ListQuery& query) = 0;
  virtual Result<std::unique_ptr<RowCursor>> scan(const projections::ReadModelSchema& schema,
                                                  const ListQuery& query) = 0;
};

// How far a read model has come. Thread-safe.
class Progress {
 public:
  virtual ~Progress() = default;
  // Waits until lists show everything up to `position`, at most until the deadline, asking the
  // runner to refresh at once. Errors: read_model.behind with retry_after_s,
  // read_model.unavailable.
  virtual Status wait_for(const projections::ReadModelSchema& schema, Position position,
                          std::chrono::steady_clock::time_point deadline) = 0;
  // The position that lists show at least, as far as this process knows without asking anyone.
  virtual Position visible(const projections::ReadModelSchema& schema) = 0;
  // Changes whenever lists may show something else than before: events that touch no document of
  // the read model move visible() and leave this. What caches compare.
  virtual std::int64_t edition(const projections::ReadModelSchema& schema) = 0;
};

}  // namespace authledger::query
