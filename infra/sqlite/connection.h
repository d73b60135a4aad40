// One connection to a SQLite file, with its prepared statements.
//
//   auto row = connection.prepare("SELECT version FROM streams WHERE stream_id = ?");
//   row.bind(stream_id);
//   if (row.step()) use(row.integer(0));
//
// Not thread-safe: one thread at a time. SQLite's failures are thrown as SqliteError and end in the
// adapter that called.
#pragma once

#include <sqlite3.h>

#include <concepts>
#include <cstdint>
#include <list>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

namespace authledger::infra::sqlite {

class SqliteError : public std::runtime_error {
 public:
  explicit SqliteError(const std::string& what, int code = SQLITE_ERROR)
      : std::runtime_error(what), code_(code) {}
  int code() const { return code_; }  // SQLite's extended result code

 private:
  int code_;
};

using SqliteValue = std::variant<std::monostate, std::int64_t, std::string>;  // monostate: NULL

// Bytes for bind(): a BLOB, where a string_view is TEXT.
struct Blob {
  std::string_view bytes;
};

// A prepared statement in use; returned to its connection, reset and unbound, by the destructor.
class Statement {
 public:
  explicit Statement(sqlite3_stmt* statement) : statement_(statement) {}
  Statement(Statement&& other) noexcept : statement_(std::exchange(other.statement_, nullptr)) {}
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
  Statement& operator=(Statement&&) = delete;
  ~Statement();

  // Binds copies, from the first free parameter on.
  template <class... Values>
  Statement& bind(const Values&... values) {
    (bind_one(values), ...);
    return *this;
  }
  Statement& bind_all(const std::vector<SqliteValue>& values);

  bool step();  // true: there is a row
  void run();   // to the end; ready to be bound and run again
  void reset();

  bool is_null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
  std::int64_t integer(int column) const { return sqlite3_column_int64(statement_, column); }
  std::string text(int column) const { return std::string(view(column)); }
  std::string_view view(int column) const;  // of a TEXT or a BLOB, until the next step
  SqliteValue value(int column) const;

 private:
  template <class Value>
  void bind_one(const Value& value) {
    if constexpr (std::integral<Value>)
      bind_integer(value);
    else if constexpr (std::same_as<Value, Blob>)
      bind_blob(value.bytes);
    else if constexpr (std::same_as<Value, SqliteValue>)
      bind_value(value);
    else
      bind_text(value);
  }
  void bind_integer(std::int64_t value);
  void bind_text(std::string_view value);
  void bind_blob(std::string_view value);
  void bind_value(const SqliteValue& value);
  void check(int code);

  sqlite3_stmt* statement_;
  int next_parameter_ = 1;
};

class Connection {
 public:
  // kReadWrite makes the file if there is none; kUpdate and kReadOnly do not.
  enum class Mode { kReadWrite, kUpdate, kReadOnly };
  Connection(const std::string& path, Mode mode, int busy_timeout_ms = 2000);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // The statement of this text, prepared once and kept (the 128 used last).
  Statement prepare(const std::string& sql);
  void execute(const std::string& sql);  // several statements, no parameters
  std::int64_t changes() const { return sqlite3_changes64(database_); }  // by the last statement
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

}  // namespace authledger::infra::sqlite
