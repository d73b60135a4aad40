// Schemas of SQLite files, by version.
#pragma once

#include <span>
#include <string_view>

#include "infra/log/migration.h"
#include "infra/sqlite/connection.h"
#include "shared/result.h"

namespace authledger::infra {

// Brings one component of the file ("log", …) to the newest of its migrations, in one transaction;
// several processes may do it at once. Throws sqlite::SqliteError. Errors: request.internal_error
// with a sentence for the operator when the file is newer than this program.
Status migrate_sqlite(sqlite::Connection& connection, std::string_view component,
                      std::span<const Migration> migrations);

}  // namespace authledger::infra
