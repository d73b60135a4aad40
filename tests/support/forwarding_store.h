// A store that hands everything on to another one; tests override what is to go wrong.
#pragma once

#include "projections/ports/document_store.h"

namespace authledger::tests {

class ForwardingStore : public projections::DocumentStore {
 public:
  using Generation = projections::Generation;
  using Document = projections::Document;
  using Schema = projections::ReadModelSchema;
  explicit ForwardingStore(projections::DocumentStore& store) : store_(store) {}

  Result<Generation> live(const Schema& s) override { return store_.live(s); }
  Result<Generation> create_candidate(const Schema& s) override {
    return store_.create_candidate(s);
  }
  Status activate(const Generation& g) override { return store_.activate(g); }
  Status propose(const Generation& g) override { return store_.propose(g); }
  Status withdraw(const Schema& s) override { return store_.withdraw(s); }
  Result<std::optional<Generation>> proposed(const Schema& s) override {
    return store_.proposed(s);
  }
  Result<std::optional<Generation>> previous(const Schema& s) override {
    return store_.previous(s);
  }
  Status drop(const Generation& g) override { return store_.drop(g); }
  Result<std::vector<std::optional<Document>>> get(const Generation& g,
                                                   std::span<const std::string> ids) override {
    return store_.get(g, ids);
  }
  Status write(const Generation& g, std::span<const Document> d) override {
    return store_.write(g, d);
  }
  Result<Position> checkpoint(const Generation& g) override { return store_.checkpoint(g); }
  Status set_checkpoint(const Generation& g, Position p) override {
    return store_.set_checkpoint(g, p);
  }
  Result<std::string> note(const Generation& g, const std::string& n) override {
    return store_.note(g, n);
  }
  Status set_note(const Generation& g, const std::string& n, const std::string& t) override {
    return store_.set_note(g, n, t);
  }
  Status prepare(const Generation& g) override { return store_.prepare(g); }
  Status refresh(const Generation& g) override { return store_.refresh(g); }
  Status scan(const Generation& g, int batch,
              const std::function<bool(std::span<const Document>)>& take) override {
    return store_.scan(g, batch, take);
  }

 private:
  projections::DocumentStore& store_;
};

}  // namespace authledger::tests
