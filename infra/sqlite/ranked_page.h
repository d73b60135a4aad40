// The first pages of a search for what very many rows have, without ranking all of them.
//
// Ranks are few (query/keyword.h). The better ones, as long as they are rare, come from the sorted
// columns; the first that is not rare, be it the best, is met soon when the list is walked in its
// order.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "infra/sqlite/connection.h"
#include "infra/sqlite/translate.h"

namespace authledger::infra {

struct RankLimits {
  std::int64_t rare = 2000;  // rows that are ranked one by one
  double walked =
      1.0 / 8.0;  // of the matches: rows of the list that a page may be expected to pass
};

struct RankedSearch {
  const projections::ReadModelSchema& schema;
  const query::ListQuery& query;
  const SqlSelection& selection;
  std::int64_t matches = 0;  // rows of the selection
  std::int64_t listed = 0;   // rows of the tenant
  RankLimits limits;
};

// `count` row numbers of the search behind the first `offset`, in its order. Nothing: this way
// would cost more than to rank them all, or cannot tell. REQUIRES: offset + count <= matches.
std::optional<std::vector<std::int64_t>> ranked_page(sqlite::Connection& connection,
                                                     const RankedSearch& search,
                                                     std::int64_t offset, std::int64_t count);

}  // namespace authledger::infra
