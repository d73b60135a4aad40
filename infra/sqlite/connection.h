// One SQLite connection with its prepared statements. For the read models' own database file.
//
// Not thread-safe: one thread at a time. SQLite's failures are thrown as SqliteError and end in the
// adapter that called.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <list>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

namespace authledger::infra::documents {

class SqliteError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

using SqliteValue = std::variant<std::monostate, std::int64_t, std::string>;  // monostate: NULL

// A prepared statement in use; returned to its connection, reset and unbound, by the destructor.
class Statement {
 public:
  explicit Statement(sqlite3_stmt* statement) : statement_(statement) {}
  Statement(Statement&& other) noexcept : statement_(std::exchange(other.statement_, nullptr)) {}
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
  Statement& operator=(Statement&&) = delete;
  ~Statement();

  // Binds copies, from the first parameter on.
  Statement& bind_value(const SqliteValue& value);
  Statement& bind(std::int64_t value);
  Statement& bind(std::string_view value);
  Statement& bind_all(const std::vector<SqliteValue>& values);

  bool step();  // true: there is a row
  void run();   // REQUIRES: no rows, or only rows that nobody needs
  void reset();

  bool is_null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
  std::int64_t integer(int column) const { return sqlite3_column_int64(statement_, column); }
  std::string text(int column) const { return std::string(view(column)); }
  std::string_view view(int column) const;  // until the next step
  SqliteValue value(int column) const;

 private:
  sqlite3_stmt* statement_;
  int next_parameter_ = 1;
};

class Connection {
 public:
  enum class Mode { kReadWrite, kReadOnly };
  Connection(const std::string& path, Mode mode);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // The statement of this text, prepared once and kept (the 128 used last).
  Statement prepare(const std::string& sql);
  void execute(const std::string& sql);  // several statements, no parameters
  sqlite3* handle() { return database_; }

 private:
  struct Kept {
    std::string sql;
    sqlite3_stmt* statement;
  };
  void close() noexcept;

  sqlite3* database_ = nullptr;
  std::list<Kept> kept_;  // used last first
  std::unordered_map<std::string, std::list<Kept>::iterator> by_sql_;
};

// Rolls back unless committed.
class Transaction {
 public:
  enum class Kind { kRead, kWrite };
  Transaction(Connection& connection, Kind kind) : connection_(connection) {
    connection_.execute(kind == Kind::kWrite ? "BEGIN IMMEDIATE" : "BEGIN");
  }
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit();

 private:
  Connection& connection_;
  bool open_ = true;
};

}  // namespace authledger::infra::documents
