// One SQLite file in WAL mode: one writing connection, a few reading ones. Readers never wait for
// the writer. For files that can be made again from the log: synchronous NORMAL may lose the last
// transactions in a power cut, never their order.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "infra/sqlite/connection.h"
#include "shared/errors.h"
#include "shared/result.h"

namespace authledger::infra {

struct DatabaseFileOptions {
  int busy_timeout_ms = 2000;  // another process writes
  int cache_kib = 8192;        // of each connection
};

// Thread-safe.
class DatabaseFile {
 public:
  enum class Open { kExisting, kMake };

  // Throws sqlite::SqliteError, also when there is none to open.
  DatabaseFile(std::string path, Open open, DatabaseFileOptions options);

  // A reading connection for one use; goes back by the destructor.
  class Lease {
   public:
    Lease(DatabaseFile& owner, std::unique_ptr<sqlite::Connection> connection)
        : owner_(&owner), connection_(std::move(connection)) {}
    Lease(Lease&&) noexcept = default;
    Lease& operator=(Lease&&) = delete;
    ~Lease();
    sqlite::Connection& operator*() const { return *connection_; }
    sqlite::Connection* operator->() const { return connection_.get(); }

   private:
    DatabaseFile* owner_;
    std::unique_ptr<sqlite::Connection> connection_;
  };
  Lease reader();

  // Runs `work` in one writing transaction; alone. Throws what it throws.
  void write(const std::function<void(sqlite::Connection&)>& work);

  // Runs `work` with the writing connection outside of a transaction; alone.
  void with_writer(const std::function<void(sqlite::Connection&)>& work);

  const DatabaseFileOptions& options() const { return options_; }

 private:
  std::unique_ptr<sqlite::Connection> open(sqlite::Connection::Mode mode) const;
  void give_back(std::unique_ptr<sqlite::Connection> connection);

  const std::string path_;
  const DatabaseFileOptions options_;
  std::mutex writing_;
  std::unique_ptr<sqlite::Connection> writer_;
  std::mutex pool_;
  std::vector<std::unique_ptr<sqlite::Connection>> idle_;
};

Error read_model_unavailable(std::string detail);

// Runs `work`, which answers a Result; SQLite's exceptions become read_model.unavailable.
template <class Work>
auto guarded(Work&& work) -> decltype(work()) {
  try {
    return work();
  } catch (const sqlite::SqliteError& failure) {
    return fail(read_model_unavailable(failure.what()));
  }
}

}  // namespace authledger::infra
