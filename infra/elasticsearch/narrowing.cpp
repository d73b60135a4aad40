#include "infra/elasticsearch/narrowing.h"

#include "infra/elasticsearch/queries.h"

namespace authledger::infra::elastic {

Error changed() { return unavailable("A list changed while rows of it were looked up."); }

std::string rows_members(int size, const std::string& query, const std::string& sort) {
  return "\"size\":" + std::to_string(size) +
         ",\"track_total_hits\":false,\"_source\":[\"body\"],\"query\":" + query +
         ",\"sort\":" + sort;
}

std::string counting_members(const std::string& query) {
  return "\"size\":0,\"track_total_hits\":true,\"query\":" + query;
}

std::string stretch_query(const std::string& plan_query, const std::string& inside) {
  return "{\"bool\":{\"must\":[" + plan_query + "],\"filter\":[" + inside + "]}}";
}

Result<Interval> span(Snapshot& snapshot, const std::vector<std::string>& filters,
                      const Level& level, const Interval& outer) {
  const std::string members =
      "\"track_total_hits\":false,\"_source\":false,\"query\":" + all_of(filters);
  const std::string field = json_quote(level.field);
  if (!level.text) {
    // Not by sorting: numbers that arrive in their order make the engine's heap work on every row.
    AUTHLEDGER_TRY(answer, snapshot.search("\"size\":0," + members +
                                           ",\"aggs\":{\"low\":{\"min\":{\"field\":" + field +
                                           "}},\"high\":{\"max\":{\"field\":" + field + "}}}"));
    if (!answer.low || !answer.high) return fail(changed());
    return numbers_between(*answer.low, *answer.high, outer);
  }
  std::vector<std::string> searches;
  for (const char* order : {"asc", "desc"}) {
    searches.push_back("\"size\":1," + members + ",\"sort\":[{" + field + ":\"" + order + "\"}]");
  }
  AUTHLEDGER_TRY(answers, snapshot.search_all(searches));
  Interval out{answers[0].first, answers[1].first, false};
  if (!std::holds_alternative<std::string>(out.low) ||
      !std::holds_alternative<std::string>(out.high)) {
    return fail(changed());
  }
  return out;
}

Result<std::vector<std::int64_t>> count_each(Snapshot& snapshot,
                                             const std::vector<std::string>& filters,
                                             const Level& level,
                                             const std::vector<Interval>& parts) {
  std::vector<std::string> queries;
  for (const auto& part : parts) queries.push_back(inside(level, part));
  AUTHLEDGER_TRY(answer, snapshot.search("\"size\":0,\"track_total_hits\":false,\"query\":" +
                                         all_of(filters) + "," + count_parts(queries)));
  if (answer.counts.size() != parts.size()) return fail(changed());
  return std::move(answer.counts);
}

}  // namespace authledger::infra::elastic
