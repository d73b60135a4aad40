// A list query in the language of Elasticsearch. Only what every Elasticsearch 8 and OpenSearch
// has: term, range, prefix, match_phrase, exists, bool, dis_max, constant_score. Never wildcard,
// never a script.
#pragma once

#include <string>
#include <vector>

#include "projections/document.h"
#include "query/list_query.h"
#include "shared/result.h"

namespace authledger::infra::elastic {

// A field by whose values rows can be told apart when looking for a place deep in a list.
struct Level {
  std::string field;
  bool descending = false;
  bool text = false;  // values are texts, else whole numbers
};

// Some of the rows of a query, which follow each other and are ordered by the levels, the last of
// which is unique.
struct Segment {
  std::string filter;
  std::vector<Level> levels;
};

struct Plan {
  std::string query;          // which rows, with the rank as score
  std::string filter;         // which rows, unscored
  std::string sort;           // a JSON array
  bool oldest_first = false;  // against the order of the index (mapping.h): never sort all rows so
  std::vector<Segment> segments;  // disjoint, in the order of the rows, together all rows
};

// Errors: request.unknown_filter for a field that the schema does not have or that cannot do this.
Result<Plan> translate(const projections::ReadModelSchema& schema, const query::ListQuery& query);

}  // namespace authledger::infra::elastic
