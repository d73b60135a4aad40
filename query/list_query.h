// The query model: filter tree, keyword, sort, page. Two translators (Elasticsearch, SQLite) give
// the same rows for it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace authledger::query {

// Values are data, never syntax. Text is compared folded (shared/text.h: case, accents, width).
struct Filter {
  enum class Kind {
    kContains,  // text field: the folded value contains the folded `text`
    kEquals,    // exact field: equal to `text`; bool field: "true" or "false"; integer and time:
                // decimal text
    kIsNull,    // the field is null
    kAnd,       // all children
    kOr,        // any child
  };
  Kind kind = Kind::kAnd;
  std::string field{};
  std::string text{};
  std::vector<Filter> children{};  // an empty kAnd matches everything, an empty kOr nothing
};

struct Sort {
  std::string field = "createdAt";
  bool descending = true;
};

// Only documents with listed == true of the tenant. Ties are broken by id ascending. Text sorts by
// its folded UTF-8 bytes, false before true, null before every value (and so last when descending).
//
// A keyword matches a document when every word of it (split at white space, folded) is a substring
// of at least one search field. Without `sort` the best come first, by the highest rank that any
// search field has for the whole folded keyword (white space collapsed): 3 the field equals it, 2
// starts with it, 1 has it at the start of a word (behind a character that is no letter or digit),
// 0 else; then createdAt descending, then id.
// A keyword without words is none (query/keyword.h).
struct ListQuery {
  std::string tenant_id;
  Filter filter{};
  std::optional<std::string> keyword{};
  std::optional<Sort>
      sort{};  // nothing: best match first with a keyword, else createdAt descending
  std::int64_t page_number = 1;  // from 1; 0: all rows (scan)
  int page_row_count = 25;       // 1 to 500
};

struct Page {
  std::vector<std::string> rows;  // the stored JSON of each document
  std::int64_t total_row_count = 0;
};

}  // namespace authledger::query
