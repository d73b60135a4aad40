// al_rank(keyword, value, …) in SQL: the highest keyword_rank (query/keyword.h) of the values; NULL
// ranks 0.
#pragma once

#include "infra/sqlite/connection.h"

namespace authledger::infra {

void register_rank(sqlite::Connection& connection);  // throws sqlite::SqliteError

}  // namespace authledger::infra
