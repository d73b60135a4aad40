// The SQLite file of the log: one connection that writes, a few that read. Shared by everything
// that keeps its tables in this file. Other processes may use the same file.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

#include "infra/sqlite/database.h"

namespace authledger::infra {

// Thread-safe.
class SqliteStore {
 public:
  static constexpr int kReaders = 4;

  // Opens or creates the file and brings the log's tables up to date.
  static Result<std::unique_ptr<SqliteStore>> open(const std::string& path,
                                                   int busy_timeout_ms = 2000);

  // Runs `work(Database&) -> Result<T>` on the writing connection, alone in this process.
  template <class Work>
  auto write(Work work) {
    const std::lock_guard lock(write_mutex_);
    return work(writer_);
  }

  // Runs `work(Database&) -> Result<T>` on a reading connection.
  template <class Work>
  auto read(Work work) {
    Lease lease(*this);
    return work(*lease.database);
  }

 private:
  struct Lease {
    explicit Lease(SqliteStore& owner);
    ~Lease();
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    SqliteStore& store;
    Database* database;
  };

  explicit SqliteStore(Database writer) : writer_(std::move(writer)) {}

  std::mutex write_mutex_;
  Database writer_;
  std::mutex read_mutex_;
  std::condition_variable reader_free_;
  std::vector<Database> readers_;
  std::vector<Database*> idle_;
};

}  // namespace authledger::infra
