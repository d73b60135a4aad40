// The folder of the read models in the embedded profile:
//
//   generations.db   which generations there are and which one is live
//   users_v1_7.db    one file per generation (generation_tables.h)
//
// A file of its own per generation: filling one blocks no writer of another, and dropping one is
// the removal of a file. Everything in here can be made again from the log.
#pragma once

#include <map>
#include <optional>

#include "infra/sqlite/database_file.h"
#include "projections/ports/document_store.h"

namespace authledger::infra {

// What a generation is for its read model; at most one of each, and any number of dropped ones.
//   candidate → (proposed →) live → previous → live or dropped
namespace generation_state {
constexpr const char* kCandidate = "candidate";
constexpr const char* kProposed = "proposed";
constexpr const char* kLive = "live";
constexpr const char* kPrevious = "previous";
}  // namespace generation_state

// Thread-safe, over processes too. All throw sqlite::SqliteError.
class GenerationFolder {
 public:
  // Opens or makes the folder; removes files that no generation owns.
  GenerationFolder(std::string path, DatabaseFileOptions options);

  // The storage name of the generation of the schema that is in this state.
  std::optional<std::string> find(const projections::ReadModelSchema& schema, const char* state);

  // The one that is live, made when there is none; what was live for other fields goes.
  std::string live(const projections::ReadModelSchema& schema);

  // A new candidate. One under way is dropped: the later rebuild counts.
  std::string make_candidate(const projections::ReadModelSchema& schema);

  // Makes it the live one, and the live one the previous one; the one before that goes.
  void activate(const projections::Generation& candidate);

  // Proposes a candidate, or the previous generation, to whoever keeps the live one; another
  // proposal is withdrawn. The empty name withdraws only.
  void propose(const projections::ReadModelSchema& schema, const std::string& physical);

  void drop(const std::string& physical);

  // The file of a generation; throws when it was dropped. Files stay open while they are used and
  // a few after that.
  std::shared_ptr<DatabaseFile> file(const std::string& physical);

 private:
  std::string file_path(const std::string& physical) const;
  std::string make(sqlite::Connection& registry, const projections::ReadModelSchema& schema,
                   const char* state);
  void forget(const std::string& physical);
  void remove_file(const std::string& physical);
  void remove_orphans();

  const std::string path_;
  const DatabaseFileOptions options_;
  std::unique_ptr<DatabaseFile> registry_;
  std::mutex lock_;
  std::map<std::string, std::shared_ptr<DatabaseFile>> open_;
};

}  // namespace authledger::infra
