// Pieces of the query language, as JSON text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "shared/json.h"

namespace authledger::infra::elastic {

inline const std::string kMatchNone = R"({"match_none":{}})";
inline const std::string kMatchAll = R"({"match_all":{}})";

inline std::string joined(const std::vector<std::string>& parts) {
  std::string out;
  for (const auto& part : parts) {
    if (!out.empty()) out += ',';
    out += part;
  }
  return out;
}

// Unscored. All of nothing is everything, any of nothing is nothing.
inline std::string all_of(const std::vector<std::string>& queries) {
  if (queries.empty()) return kMatchAll;
  return queries.size() == 1 ? queries.front()
                             : "{\"bool\":{\"filter\":[" + joined(queries) + "]}}";
}
inline std::string any_of(const std::vector<std::string>& queries) {
  if (queries.empty()) return kMatchNone;
  return queries.size() == 1
             ? queries.front()
             : "{\"bool\":{\"should\":[" + joined(queries) + "],\"minimum_should_match\":1}}";
}
inline std::string none_of(const std::string& query) {
  return "{\"bool\":{\"must_not\":[" + query + "]}}";
}
inline std::string exists(std::string_view field) {
  return "{\"exists\":{\"field\":" + json_quote(field) + "}}";
}

// `value`: as JSON.
inline std::string term(std::string_view field, std::string_view value) {
  return "{\"term\":{" + json_quote(field) + ":" + std::string(value) + "}}";
}
// `bounds`: members such as `"gte":1,"lt":2`.
inline std::string range(std::string_view field, const std::string& bounds) {
  return "{\"range\":{" + json_quote(field) + ":{" + bounds + "}}}";
}
// The members of a search that counts how many rows each part has (SearchAnswer::counts).
inline std::string count_parts(const std::vector<std::string>& parts) {
  return "\"aggs\":{\"parts\":{\"filters\":{\"filters\":[" + joined(parts) + "]}}}";
}

}  // namespace authledger::infra::elastic
