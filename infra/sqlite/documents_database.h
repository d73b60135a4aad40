// The file projections.db: one writing connection, a few reading ones, and the table of
// generations.
//
// WAL: readers never wait for the writer. Everything in it can be made again from the log, so a
// lost tail after a power cut (synchronous NORMAL) costs a replay and nothing else: documents and
// checkpoint are in the same file.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "infra/sqlite/connection.h"
#include "projections/ports/document_store.h"
#include "shared/errors.h"
#include "shared/result.h"

namespace authledger::infra {

struct DocumentsOptions {
  std::string path;
  int busy_timeout_ms = 2000;  // another process writes
  int cache_kib = 8192;        // of each connection
};

// Thread-safe.
class DocumentsDatabase {
 public:
  // Opens or makes the file. Throws sqlite::SqliteError.
  explicit DocumentsDatabase(DocumentsOptions options);

  // A reading connection for one use; goes back by the destructor.
  class Lease {
   public:
    Lease(DocumentsDatabase& owner, std::unique_ptr<sqlite::Connection> connection)
        : owner_(&owner), connection_(std::move(connection)) {}
    Lease(Lease&&) noexcept = default;
    Lease& operator=(Lease&&) = delete;
    ~Lease();
    sqlite::Connection& operator*() const { return *connection_; }
    sqlite::Connection* operator->() const { return connection_.get(); }

   private:
    DocumentsDatabase* owner_;
    std::unique_ptr<sqlite::Connection> connection_;
  };
  Lease reader();

  // Runs `work` in one writing transaction; alone. Throws what it throws.
  void write(const std::function<void(sqlite::Connection&)>& work);

 private:
  std::unique_ptr<sqlite::Connection> open(sqlite::Connection::Mode mode) const;
  void give_back(std::unique_ptr<sqlite::Connection> connection);

  DocumentsOptions options_;
  std::mutex writing_;
  std::unique_ptr<sqlite::Connection> writer_;
  std::mutex pool_;
  std::vector<std::unique_ptr<sqlite::Connection>> idle_;
};

// What a read needs to know of the live generation, in the snapshot of its transaction.
struct LiveGeneration {
  std::string physical;
  std::int64_t changes = 0;  // raised with every write: the version of what lists show
};
std::optional<LiveGeneration> find_live(sqlite::Connection& connection,
                                        const projections::ReadModelSchema& schema);

// The fields as text: a generation made for other fields is not the schema's.
std::string fields_text(const projections::ReadModelSchema& schema);

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
