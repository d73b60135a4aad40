// The SQLite schema of the log's tables, version by version.
#pragma once

#include <span>

#include "infra/log/migration.h"

namespace authledger::infra {

std::span<const Migration> sqlite_log_migrations();

}  // namespace authledger::infra
