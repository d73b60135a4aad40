// query::ReadModel over SQLite. Thread-safe; each answer comes from one snapshot. scan() reads in a
// connection of its own, in chunks, from the state at which it was opened.
//
// Totals are counted once per selection and then follow the data (bounded): what the writes since
// then replaced is taken off and what stands there now is added, by the same condition, so that a
// list after a change costs what changed and not what matches. A page first finds its row numbers
// in an index, from the nearer end of the list, then fetches their bodies; a search for what very
// many rows have, without ranking them all where that can be.
#pragma once

#include <memory>
#include <mutex>
#include <optional>

#include "infra/sqlite/generation_folder.h"
#include "infra/sqlite/generation_tables.h"
#include "infra/sqlite/ranked_page.h"
#include "infra/sqlite/translate.h"
#include "query/ports/read_model.h"
#include "shared/lru.h"

namespace authledger::infra {

class SqliteReadModel : public query::ReadModel {
 public:
  explicit SqliteReadModel(std::shared_ptr<GenerationFolder> folder, RankLimits limits = {});

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
  struct Asked {
    const projections::ReadModelSchema& schema;
    const query::ListQuery& query;
    SqlSelection selection;
    SqlOrder order;
  };
  std::vector<std::int64_t> row_numbers(const Snapshot& live, const Asked& asked,
                                        std::int64_t matches, std::int64_t offset,
                                        std::int64_t needed) const;
  struct Total {
    std::int64_t rows = 0;
    std::int64_t changes = 0;  // as of this version of what lists show
  };
  std::int64_t total(const Snapshot& live, const query::ListQuery& query,
                     const SqlSelection& selection);
  std::optional<Total> known_total(const std::string& key);

  const std::shared_ptr<GenerationFolder> folder_;
  const RankLimits rank_limits_;
  std::mutex totals_lock_;
  Lru<Total> totals_;
};

}  // namespace authledger::infra
