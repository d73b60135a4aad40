#include "infra/sqlite/rank_function.h"

#include <algorithm>

#include "query/keyword.h"

namespace authledger::infra {
namespace {

std::string_view text_of(sqlite3_value* value) {
  const auto* data = static_cast<const char*>(static_cast<const void*>(sqlite3_value_text(value)));
  if (data == nullptr) return {};
  return {data, static_cast<std::size_t>(sqlite3_value_bytes(value))};
}

void al_rank(sqlite3_context* context, int count, sqlite3_value** values) {
  int best = 0;
  const std::string_view keyword = text_of(values[0]);
  for (int i = 1; i < count && best < 3; ++i) {
    if (sqlite3_value_type(values[i]) == SQLITE_NULL) continue;
    best = std::max(best, query::keyword_rank(text_of(values[i]), keyword));
  }
  sqlite3_result_int(context, best);
}

}  // namespace

void register_rank(sqlite::Connection& connection) {
  if (sqlite3_create_function_v2(connection.handle(), "al_rank", -1,
                                 SQLITE_UTF8 | SQLITE_DETERMINISTIC, nullptr, &al_rank, nullptr,
                                 nullptr, nullptr) != SQLITE_OK) {
    throw sqlite::SqliteError("al_rank cannot be registered");
  }
}

}  // namespace authledger::infra
