// Brings a PostgreSQL database to the schema of this program.
#pragma once

#include <span>

#include "infra/log/migration.h"
#include "infra/postgres/connection.h"
#include "shared/result.h"

namespace authledger::infra {

// Every version of the schema, in order (schema.cpp).
std::span<const Migration> postgres_migrations();

// Runs what is missing, as the user of the URL, who becomes the owner of the tables; creates the
// role authledger_runtime and grants it to that user (needs CREATEROLE unless the role exists). One
// transaction under an advisory lock, so processes that start together are safe; running it again
// changes nothing. Errors: log.unavailable; request.internal_error with a sentence for the operator
// when the schema is newer than this program or a step fails.
Status migrate_postgres(const PgSettings& settings,
                        std::span<const Migration> migrations = postgres_migrations());

}  // namespace authledger::infra
