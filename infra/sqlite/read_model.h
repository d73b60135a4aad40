// query::ReadModel over SQLite. Thread-safe; each answer comes from one snapshot. scan() reads in a
// connection of its own, in chunks, from the state at which it was opened.
//
// Totals are counted once per selection and version of the data and then remembered (bounded). A
// page first finds its row numbers in an index, from the nearer end of the list, then fetches their
// bodies.
#pragma once

#include <memory>
#include <mutex>

#include "infra/sqlite/generation_folder.h"
#include "infra/sqlite/generation_tables.h"
#include "infra/sqlite/translate.h"
#include "query/ports/read_model.h"
#include "shared/lru.h"

namespace authledger::infra {

class SqliteReadModel : public query::ReadModel {
 public:
  explicit SqliteReadModel(std::shared_ptr<GenerationFolder> folder);

  Result<query::Page> page(const projections::ReadModelSchema& schema,
                           const query::ListQuery& query) override;
  Result<std::unique_ptr<query::RowCursor>> scan(const projections::ReadModelSchema& schema,
                                                 const query::ListQuery& query) override;

 private:
  // The live generation in one snapshot.
  struct Snapshot {
    std::string physical;
    std::shared_ptr<DatabaseFile> file;
    std::unique_ptr<DatabaseFile::Lease> connection;   // ends before the file
    std::unique_ptr<sqlite::Transaction> transaction;  // ends before the connection
    GenerationFileState state;
  };
  class Cursor;

  Result<Snapshot> open(const projections::ReadModelSchema& schema);
  std::int64_t total(const Snapshot& live, const query::ListQuery& query,
                     const SqlSelection& selection);

  std::shared_ptr<GenerationFolder> folder_;
  std::mutex totals_lock_;
  Lru<std::int64_t> totals_;
};

}  // namespace authledger::infra
