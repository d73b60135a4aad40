// Documents in Elasticsearch: writes, single reads, generations. Names: indices.h; the form of a
// document: mapping.h.
#pragma once

#include <memory>

#include "infra/elasticsearch/client.h"
#include "infra/elasticsearch/generation_state.h"
#include "projections/ports/document_store.h"

namespace authledger::infra {

// Thread-safe. Errors as the port says; besides log.corrupt_event, naming it, for a document that
// the index refuses.
class ElasticsearchDocumentStore : public projections::DocumentStore {
 public:
  explicit ElasticsearchDocumentStore(std::shared_ptr<elastic::Client> client)
      : client_(std::move(client)), state_(*client_) {}

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
  // Two requests, however many they are.
  Result<std::vector<projections::Standing>> standings(
      std::span<const projections::ReadModelSchema* const> schemas) override;
  Status drop(const projections::Generation& generation) override;

  // Reads by id see writes at once: the engine looks into its write-ahead log.
  Result<std::vector<std::optional<projections::Document>>> get(
      const projections::Generation& from, std::span<const std::string> ids) override;
  // One _bulk per kBulkBytes, in order, with the document's version as external version: the stored
  // one stays when it has the same or a newer version. After an error some documents may be
  // written; writing all again is harmless.
  Status write(const projections::Generation& to,
               std::span<const projections::Document> documents) override;

  Result<Position> checkpoint(const projections::Generation& of) override {
    return state_.checkpoint(of.physical);
  }
  Status set_checkpoint(const projections::Generation& of, Position position) override {
    return state_.set_checkpoint(of.physical, position);
  }
  Result<std::string> note(const projections::Generation& of, const std::string& name) override {
    return state_.note(of.physical, name);
  }
  Status set_note(const projections::Generation& of, const std::string& name,
                  const std::string& text) override {
    return state_.set_note(of.physical, name, text);
  }

  Status prepare(const projections::Generation&) override { return {}; }
  Status refresh(const projections::Generation& generation) override;
  // Refreshes first, then reads one snapshot.
  Status scan(const projections::Generation& of, int batch,
              const std::function<bool(std::span<const projections::Document>)>& take) override;

  static constexpr std::size_t kBulkBytes = 5'000'000;

 private:
  Result<bool> create(const projections::ReadModelSchema& schema, const std::string& physical,
                      const std::vector<std::string>& aliases);
  Status send_bulk(const projections::Generation& to, const std::string& lines);

  std::shared_ptr<elastic::Client> client_;
  elastic::GenerationState state_;
};

}  // namespace authledger::infra
