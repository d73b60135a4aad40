#include "infra/sqlite/database.h"

#include <sqlite3.h>

#include <utility>

#include "infra/log/batch_plan.h"
#include "infra/telemetry/json_log.h"
#include "shared/errors.h"

namespace authledger::infra {

Error sqlite_error(int code, std::string_view what) {
  switch (code & 0xff) {
    case SQLITE_CONSTRAINT:
    case SQLITE_TOOBIG:
    case SQLITE_MISMATCH:
      return error(errors::kInternal, "The event log refuses this value.");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return log_unavailable();
    default:
      json_log(LogLevel::kError, "sqlite",
               {{"what", std::string(what)}, {"code", std::to_string(code)}});
      return log_unavailable();
  }
}

// ---- Query

Query::Query(Query&& other) noexcept
    : statement_(std::exchange(other.statement_, nullptr)), failed_(other.failed_) {}

Query::~Query() {
  if (statement_ == nullptr) return;
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

Result<bool> Query::step() {
  if (failed_ == SQLITE_OK) {
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    failed_ = code;
  }
  return fail(sqlite_error(failed_, statement_ == nullptr
                                        ? sqlite3_errstr(failed_)
                                        : sqlite3_errmsg(sqlite3_db_handle(statement_))));
}

Status Query::run() {
  for (;;) {
    AUTHLEDGER_TRY(more, step());
    if (!more) return {};
  }
}

void Query::restart() {
  if (statement_ != nullptr) sqlite3_reset(statement_);
}

void Query::bind_integer(int index, std::int64_t value) {
  if (failed_ == SQLITE_OK) failed_ = sqlite3_bind_int64(statement_, index, value);
}

void Query::bind_text(int index, std::string_view value) {
  if (failed_ != SQLITE_OK) return;
  failed_ = sqlite3_bind_text64(statement_, index, value.data() == nullptr ? "" : value.data(),
                                value.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
}

void Query::bind_blob(int index, std::string_view value) {
  if (failed_ != SQLITE_OK) return;
  failed_ = sqlite3_bind_blob64(statement_, index, value.data() == nullptr ? "" : value.data(),
                                value.size(), SQLITE_TRANSIENT);
}

std::int64_t Query::integer(int column) const { return sqlite3_column_int64(statement_, column); }

std::string Query::text(int column) const {
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
  return bytes == nullptr ? std::string() : std::string(bytes, size);
}

bool Query::is_null(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

// ---- Database

Result<Database> Database::open(const SqliteSettings& settings) {
  sqlite3* handle = nullptr;
  const int mode =
      settings.read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  const int code =
      sqlite3_open_v2(settings.path.c_str(), &handle, mode | SQLITE_OPEN_NOMUTEX, nullptr);
  Database database(handle);
  if (code != SQLITE_OK) return fail(sqlite_error(code, sqlite3_errstr(code)));
  sqlite3_busy_timeout(handle, settings.busy_timeout_ms);
  sqlite3_extended_result_codes(handle, 1);
  if (!settings.read_only) AUTHLEDGER_CHECK(database.run("PRAGMA journal_mode=WAL"));
  AUTHLEDGER_CHECK(database.run("PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY"));
  return database;
}

Database::Database(Database&& other) noexcept
    : handle_(std::exchange(other.handle_, nullptr)), statements_(std::move(other.statements_)) {
  other.statements_.clear();
}

Database& Database::operator=(Database&& other) noexcept {
  if (this == &other) return *this;
  close();
  handle_ = std::exchange(other.handle_, nullptr);
  statements_ = std::move(other.statements_);
  other.statements_.clear();
  return *this;
}

Database::~Database() { close(); }

void Database::close() {
  for (const auto& [text, statement] : statements_) sqlite3_finalize(statement);
  statements_.clear();
  sqlite3_close(std::exchange(handle_, nullptr));
}

Query Database::query(std::string_view sql) {
  const auto known = statements_.find(sql);
  if (known != statements_.end()) return {known->second, SQLITE_OK};
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) {
    json_log(LogLevel::kError, "sqlite",
             {{"what", sqlite3_errmsg(handle_)}, {"sql", std::string(sql)}});
    return {nullptr, code};
  }
  statements_.emplace(sql, statement);
  return {statement, SQLITE_OK};
}

Status Database::run(const std::string& sql) {
  const int code = sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr);
  if (code == SQLITE_OK) return {};
  return fail(sqlite_error(code, sqlite3_errmsg(handle_)));
}

std::int64_t Database::changes() const { return sqlite3_changes64(handle_); }

// ---- Migrations

namespace {

// 0: the component has no tables yet.
Result<std::int64_t> version_of(Database& database, std::string_view component) {
  auto any = database.query("SELECT 1 FROM sqlite_schema WHERE name = 'schema_version'");
  AUTHLEDGER_TRY(migrated, any.step());
  if (!migrated) return 0;
  auto version = database.query("SELECT version FROM schema_version WHERE component = ?");
  AUTHLEDGER_TRY(known, version.bind(component).step());
  return known ? version.integer(0) : 0;
}

Status run_missing(Database& database, std::string_view component,
                   std::span<const Migration> migrations) {
  AUTHLEDGER_CHECK(
      database.run("CREATE TABLE IF NOT EXISTS schema_version ("
                   "component TEXT PRIMARY KEY, version INTEGER NOT NULL)"));
  AUTHLEDGER_TRY(have, version_of(database, component));  // again: now it is locked
  for (const auto& step : migrations) {
    if (step.version <= have) continue;
    AUTHLEDGER_CHECK(database.run(std::string(step.sql)));
    auto done = database.query(
        "INSERT INTO schema_version VALUES (?, ?) "
        "ON CONFLICT (component) DO UPDATE SET version = excluded.version");
    AUTHLEDGER_CHECK(done.bind(component, step.version).run());
  }
  return {};
}

}  // namespace

Status migrate_sqlite(Database& database, std::string_view component,
                      std::span<const Migration> migrations) {
  AUTHLEDGER_TRY(have, version_of(database, component));
  const std::int64_t newest = migrations.empty() ? 0 : migrations.back().version;
  if (have > newest) {
    return fail(errors::kInternal, "The data file has schema version " + std::to_string(have) +
                                       " of " + std::string(component) +
                                       ", newer than this program's " + std::to_string(newest) +
                                       ": start the newer program.");
  }
  if (have == newest) return {};  // without the write lock: somebody may be writing for long
  return database.transact([&] { return run_missing(database, component, migrations); });
}

}  // namespace authledger::infra
