// Answers of Elasticsearch as values.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "infra/elasticsearch/client.h"
#include "shared/json.h"
#include "shared/result.h"

namespace authledger::infra::elastic {

// Parses in place: `response.body` must outlive the document. Errors: read_model.unavailable for no
// JSON.
Result<JsonDocument> parse_answer(Response& response);

// The error of an answer that should have been a 2xx. 404 (an index is not there):
// read_model.unavailable; what is our own mistake: request.internal_error.
Error refusal(const Response& response);
inline bool is_ok(const Response& response) {
  return response.status >= 200 && response.status < 300;
}

// The first sort value of a row.
using SortValue = std::variant<std::monostate, std::int64_t, std::string>;

struct SearchAnswer {
  std::int64_t total = 0;            // exact, when the search asked for it
  std::vector<std::string> rows;     // `body` of the hits
  std::optional<double> low, high;   // of the aggregations "low" and "high"
  std::vector<std::int64_t> counts;  // of the aggregation "parts"
  SortValue first;                   // the first sort value of the first hit
  std::string last_sort;             // all sort values of the last hit, as search_after wants them
};

// `answer`: what _search gave, or one member of what _msearch gave. Errors: read_model.unavailable
// when a shard did not answer or time ran out (a wrong page is worse than none).
Result<SearchAnswer> read_search(const JsonValue& answer);

}  // namespace authledger::infra::elastic
