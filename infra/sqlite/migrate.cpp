#include "infra/sqlite/migrate.h"

#include <string>

#include "shared/errors.h"

namespace authledger::infra {

using sqlite::Connection;
using sqlite::Transaction;

namespace {

// 0: the component has no tables yet.
std::int64_t version_of(Connection& connection, std::string_view component) {
  auto any = connection.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'schema_version'");
  if (!any.step()) return 0;
  auto version = connection.prepare("SELECT version FROM schema_version WHERE component = ?");
  return version.bind(component).step() ? version.integer(0) : 0;
}

void run_missing(Connection& connection, std::string_view component,
                 std::span<const Migration> migrations) {
  Transaction transaction(connection, Transaction::Kind::kWrite);
  connection.execute(
      "CREATE TABLE IF NOT EXISTS schema_version ("
      "component TEXT PRIMARY KEY, version INTEGER NOT NULL)");
  const auto have = version_of(connection, component);  // again: now it is locked
  for (const auto& step : migrations) {
    if (step.version <= have) continue;
    connection.execute(std::string(step.sql));
    connection
        .prepare(
            "INSERT INTO schema_version VALUES (?, ?) "
            "ON CONFLICT (component) DO UPDATE SET version = excluded.version")
        .bind(component, step.version)
        .run();
  }
  transaction.commit();
}

}  // namespace

Status migrate_sqlite(Connection& connection, std::string_view component,
                      std::span<const Migration> migrations) {
  const auto have = version_of(connection, component);
  const std::int64_t newest = migrations.empty() ? 0 : migrations.back().version;
  if (have > newest) {
    return fail(errors::kInternal, "The data file has schema version " + std::to_string(have) +
                                       " of " + std::string(component) +
                                       ", newer than this program's " + std::to_string(newest) +
                                       ": start the newer program.");
  }
  // Nothing to do: without the write lock, somebody may be writing for long.
  if (have < newest) run_missing(connection, component, migrations);
  return {};
}

}  // namespace authledger::infra
