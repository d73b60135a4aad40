#include "infra/sqlite/connection.h"

namespace authledger::infra::sqlite {
namespace {

constexpr std::size_t kStatementsKept = 128;

[[noreturn]] void raise(sqlite3* database, const std::string& what) {
  if (database == nullptr) throw SqliteError(what + ": out of memory", SQLITE_NOMEM);
  throw SqliteError(what + ": " + sqlite3_errmsg(database), sqlite3_extended_errcode(database));
}

}  // namespace

Statement::~Statement() {
  if (statement_ == nullptr) return;
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

void Statement::check(int code) {
  if (code != SQLITE_OK) raise(sqlite3_db_handle(statement_), "bind");
}

void Statement::bind_integer(std::int64_t value) {
  check(sqlite3_bind_int64(statement_, next_parameter_++, value));
}

// A view of length 0 may have no data, which SQLite would read as NULL; so for blobs.
void Statement::bind_text(std::string_view value) {
  check(sqlite3_bind_text64(statement_, next_parameter_++,
                            value.data() == nullptr ? "" : value.data(), value.size(),
                            SQLITE_TRANSIENT, SQLITE_UTF8));
}

void Statement::bind_blob(std::string_view value) {
  check(sqlite3_bind_blob64(statement_, next_parameter_++,
                            value.data() == nullptr ? "" : value.data(), value.size(),
                            SQLITE_TRANSIENT));
}

void Statement::bind_value(const SqliteValue& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value))
    bind_integer(*number);
  else if (const auto* text = std::get_if<std::string>(&value))
    bind_text(*text);
  else
    check(sqlite3_bind_null(statement_, next_parameter_++));
}

Statement& Statement::bind_all(const std::vector<SqliteValue>& values) {
  for (const auto& value : values) bind_value(value);
  return *this;
}

bool Statement::step() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  raise(sqlite3_db_handle(statement_), "step");
}

void Statement::run() {
  while (step()) {
  }
  reset();
}

void Statement::reset() {
  sqlite3_reset(statement_);
  next_parameter_ = 1;
}

std::string_view Statement::view(int column) const {
  const auto* data = static_cast<const char*>(sqlite3_column_blob(statement_, column));
  return data == nullptr
             ? std::string_view()
             : std::string_view(data,
                                static_cast<std::size_t>(sqlite3_column_bytes(statement_, column)));
}

SqliteValue Statement::value(int column) const {
  switch (sqlite3_column_type(statement_, column)) {
    case SQLITE_NULL:
      return std::monostate{};
    case SQLITE_INTEGER:
      return integer(column);
    default:
      return text(column);
  }
}

Connection::Connection(const std::string& path, Mode mode, int busy_timeout_ms) {
  const int access = mode == Mode::kReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
  const int flags =
      SQLITE_OPEN_NOMUTEX | access | (mode == Mode::kReadWrite ? SQLITE_OPEN_CREATE : 0);
  const int code = sqlite3_open_v2(path.c_str(), &database_, flags, nullptr);
  if (code != SQLITE_OK) {
    close();
    throw SqliteError("open " + path + ": " + sqlite3_errstr(code), code);
  }
  sqlite3_busy_timeout(database_, busy_timeout_ms);
  sqlite3_extended_result_codes(database_, 1);
}

Connection::~Connection() { close(); }

void Connection::close() noexcept {
  for (const auto& kept : kept_) sqlite3_finalize(kept.statement);
  kept_.clear();
  sqlite3_close(database_);
  database_ = nullptr;
}

Statement Connection::prepare(const std::string& sql) {
  if (const auto found = by_sql_.find(sql); found != by_sql_.end()) {
    if (sqlite3_stmt_busy(found->second->statement) == 0) {
      kept_.splice(kept_.begin(), kept_, found->second);
      return Statement(kept_.front().statement);
    }
    throw SqliteError("a statement is used twice at once: " + sql);
  }
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v3(database_, sql.data(), static_cast<int>(sql.size()),
                         SQLITE_PREPARE_PERSISTENT, &statement, nullptr) != SQLITE_OK) {
    raise(database_, "prepare " + sql);
  }
  while (kept_.size() >= kStatementsKept && sqlite3_stmt_busy(kept_.back().statement) == 0) {
    sqlite3_finalize(kept_.back().statement);
    by_sql_.erase(kept_.back().sql);
    kept_.pop_back();
  }
  kept_.push_front({sql, statement});
  by_sql_[sql] = kept_.begin();
  return Statement(statement);
}

void Connection::execute(const std::string& sql) {
  if (sqlite3_exec(database_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
    raise(database_, sql);
}

Transaction::~Transaction() {
  // A failed statement may have rolled it back already; then there is nothing left to do.
  if (open_) sqlite3_exec(connection_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void Transaction::commit() {
  connection_.execute("COMMIT");
  open_ = false;
}

}  // namespace authledger::infra::sqlite
