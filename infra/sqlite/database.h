// One connection to a SQLite file: RAII, prepared statements kept by their text, errors as values.
//
//   auto query = db.query("SELECT version FROM streams WHERE stream_id = ?");
//   query.bind(stream_id);
//   AUTHLEDGER_TRY(found, query.step());
//   if (found) use(query.integer(0));
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>

#include "infra/log/migration.h"
#include "shared/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace authledger::infra {

// Bytes for bind(): a BLOB, where a string_view is TEXT.
struct Blob {
  std::string_view bytes;
};

struct SqliteSettings {
  std::string path;
  bool read_only = false;
  int busy_timeout_ms = 2000;  // waiting for another process's write
};

// One run of a prepared statement; resets it when it goes. At most one run per text at a time.
// Not thread-safe. REQUIRES: does not outlive its Database.
class Query {
 public:
  // `failed`: the result code of preparing it; every step then fails.
  Query(sqlite3_stmt* statement, int failed) : statement_(statement), failed_(failed) {}
  Query(Query&& other) noexcept;
  Query& operator=(Query&&) = delete;
  ~Query();

  // Values for ?, ?, … in order; texts and blobs are copied.
  template <class... Values>
  Query& bind(const Values&... values) {
    int index = 0;
    (bind_one(++index, values), ...);
    return *this;
  }

  Result<bool> step();  // true: a row is there
  Status run();         // steps to the end
  void restart();       // ready to be bound and stepped again

  std::int64_t integer(int column) const;
  std::string text(int column) const;  // also the bytes of a BLOB
  bool is_null(int column) const;

 private:
  template <class Value>
  void bind_one(int index, const Value& value) {
    if constexpr (std::is_same_v<Value, Blob>)
      bind_blob(index, value.bytes);
    else if constexpr (std::is_integral_v<Value>)
      bind_integer(index, std::int64_t{value});
    else
      bind_text(index, std::string_view(value));
  }
  void bind_integer(int index, std::int64_t value);
  void bind_text(int index, std::string_view value);
  void bind_blob(int index, std::string_view value);

  sqlite3_stmt* statement_;
  int failed_;
};

// Not thread-safe: one thread at a time. WAL, synchronous=FULL. Errors: log.unavailable when the
// file is locked, full or gone; request.internal_error when SQLite refuses a value or a statement.
class Database {
 public:
  static Result<Database> open(const SqliteSettings& settings);
  Database(Database&& other) noexcept;
  Database& operator=(Database&& other) noexcept;
  ~Database();

  // REQUIRES: `sql` is one statement that lives as long as the Database (a literal).
  Query query(std::string_view sql);
  Status run(const std::string& sql);          // statements without parameters
  std::int64_t changes() const;                // rows touched by the last statement
  sqlite3* handle() const { return handle_; }  // for what this wrapper does not show

  // Runs `work() -> Status` between BEGIN IMMEDIATE and COMMIT; rolls back when it fails or throws.
  template <class Work>
  Status transact(Work work);

 private:
  explicit Database(sqlite3* handle) : handle_(handle) {}
  void close();

  sqlite3* handle_ = nullptr;
  std::unordered_map<std::string_view, sqlite3_stmt*> statements_;
};

template <class Work>
Status Database::transact(Work work) {
  AUTHLEDGER_CHECK(run("BEGIN IMMEDIATE"));
  struct RollBack {
    Database* database;
    ~RollBack() {
      if (database != nullptr) (void)database->run("ROLLBACK");
    }
  } roll_back{this};
  AUTHLEDGER_CHECK(work());
  AUTHLEDGER_CHECK(run("COMMIT"));
  roll_back.database = nullptr;
  return {};
}

// The Error of a SQLite result code; logs what an operator has to know.
Error sqlite_error(int code, std::string_view what);

// Brings one component of the file ("log", "documents", …) to the newest of its migrations, in one
// transaction; several processes may do it at once. Errors: those of Database;
// request.internal_error with a sentence for the operator when the file is newer than this program.
Status migrate_sqlite(Database& database, std::string_view component,
                      std::span<const Migration> migrations);

}  // namespace authledger::infra
