// The SQLite file of the log: one connection that writes, a few that read. Shared by everything
// that keeps its tables in this file. Other processes may use the same file.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "infra/sqlite/connection.h"
#include "shared/result.h"

namespace authledger::infra {

// log.unavailable when the file is locked, full or gone; request.internal_error when SQLite refuses
// a value or a statement. Logs what an operator has to know.
Error log_error(const sqlite::SqliteError& failure);

// Runs `work`, which answers a Result; what SQLite throws becomes log_error().
template <class Work>
auto guarded_log(Work&& work) -> decltype(work()) {
  try {
    return work();
  } catch (const sqlite::SqliteError& failure) {
    return fail(log_error(failure));
  }
}

// Thread-safe. Everything is durable when it is committed (WAL, synchronous=FULL).
class SqliteStore {
 public:
  static constexpr int kReaders = 4;

  // Opens or creates the file and brings the log's tables up to date. Errors: log_error(), and
  // those of migrate_sqlite.
  static Result<std::unique_ptr<SqliteStore>> open(const std::string& path,
                                                   int busy_timeout_ms = 2000);

  // Runs `work(Connection&) -> Result<T>` on the writing connection, alone in this process.
  template <class Work>
  auto write(Work work) {
    const std::lock_guard lock(write_mutex_);
    return guarded_log([&] { return work(writer_); });
  }

  // The same in one transaction, which is rolled back when `work` fails.
  template <class Work>
  auto transact(Work work) {
    return write([&](sqlite::Connection& connection) {
      sqlite::Transaction transaction(connection, sqlite::Transaction::Kind::kWrite);
      auto result = work(connection);
      if (result) transaction.commit();
      return result;
    });
  }

  // Runs `work(Connection&) -> Result<T>` on a reading connection.
  template <class Work>
  auto read(Work work) {
    const Lease lease(*this);
    return guarded_log([&] { return work(*lease.connection); });
  }

 private:
  struct Lease {
    explicit Lease(SqliteStore& owner);
    ~Lease();
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    SqliteStore& store;
    sqlite::Connection* connection;
  };

  SqliteStore(const std::string& path, int busy_timeout_ms);

  std::mutex write_mutex_;
  sqlite::Connection writer_;
  std::mutex read_mutex_;
  std::condition_variable reader_free_;
  std::vector<std::unique_ptr<sqlite::Connection>> readers_;
  std::vector<sqlite::Connection*> idle_;
};

}  // namespace authledger::infra
