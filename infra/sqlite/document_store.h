// projections::DocumentStore over SQLite (files: generation_folder.h, tables: generation_tables.h).
// Thread-safe; writes are one transaction each, and lists see them at once. A live generation made
// for other fields of the same schema version counts as none.
#pragma once

#include <memory>

#include "infra/sqlite/generation_folder.h"
#include "projections/ports/document_store.h"

namespace authledger::infra {

class SqliteDocumentStore : public projections::DocumentStore {
 public:
  explicit SqliteDocumentStore(std::shared_ptr<GenerationFolder> folder)
      : folder_(std::move(folder)) {}

  Result<projections::Generation> live(const projections::ReadModelSchema& schema) override;
  Result<projections::Generation> create_candidate(
      const projections::ReadModelSchema& schema) override;
  Status activate(const projections::Generation& candidate) override;
  Result<std::optional<projections::Generation>> previous(
      const projections::ReadModelSchema& schema) override;
  Status propose(const projections::Generation& candidate) override;
  Status withdraw(const projections::ReadModelSchema& schema) override;
  Result<std::optional<projections::Generation>> proposed(
      const projections::ReadModelSchema& schema) override;
  Status drop(const projections::Generation& generation) override;
  Result<std::vector<std::optional<projections::Document>>> get(
      const projections::Generation& from, std::span<const std::string> ids) override;
  Status write(const projections::Generation& to,
               std::span<const projections::Document> documents) override;
  Result<Position> checkpoint(const projections::Generation& of) override;
  Status set_checkpoint(const projections::Generation& of, Position position) override;
  Result<std::string> note(const projections::Generation& of, const std::string& name) override;
  Status set_note(const projections::Generation& of, const std::string& name,
                  const std::string& text) override;
  // Makes the indexes, once; lists answer nothing before.
  Status prepare(const projections::Generation& generation) override;
  Status refresh(const projections::Generation& generation) override;
  Status scan(const projections::Generation& of, int batch,
              const std::function<bool(std::span<const projections::Document>)>& take) override;

 private:
  Result<std::optional<projections::Generation>> in_state(
      const projections::ReadModelSchema& schema, const char* state);

  std::shared_ptr<GenerationFolder> folder_;
};

}  // namespace authledger::infra
