// What a feed is brought to: keys for everybody, a log of histories, a store that dies.
#pragma once

#include "projections/ports/document_store.h"
#include "tests/support/sealers.h"

namespace authledger::tests {

using namespace projections;
using events::StoredEvent;
using Events = std::vector<StoredEvent>;

class OpenKeys final : public SubjectKeys {
 public:
  std::pair<std::shared_ptr<const Sealer>, WrappedKey> create(const std::string&) override {
    return {sealer_, {}};
  }
  Result<std::shared_ptr<const Sealer>> find(const std::string&) override { return sealer_; }

 private:
  std::shared_ptr<const Sealer> sealer_ = std::make_shared<test::OpenSealer>();
};

class HistoryLog final : public events::LogReader {
 public:
  Result<events::Head> head() override {
    return events::Head{static_cast<Position>(all.size()), 1};
  }
  Result<Events> read_all(Position after, int limit) override {
    Events page;
    for (auto i = static_cast<std::size_t>(after); i < all.size() && std::ssize(page) < limit; ++i)
      page.push_back(all[i]);
    return page;
  }
  Result<Events> read_stream(const std::string& stream_id, StreamVersion after) override {
    Events found;
    for (const auto& one : all) {
      if (one.stream_id == stream_id && one.stream_version > after) found.push_back(one);
    }
    return found;
  }
  Events all;
};

// A store whose process dies between the documents and the checkpoint, when it is told to.
class DyingStore final : public DocumentStore {
 public:
  explicit DyingStore(DocumentStore& store) : store_(store) {}
  bool dying = false;

  Status set_checkpoint(const Generation& of, Position position) override {
    if (dying) return fail(errors::kReadModelUnavailable, "died");
    return store_.set_checkpoint(of, position);
  }
  Result<Generation> live(const ReadModelSchema& s) override { return store_.live(s); }
  Result<Generation> create_candidate(const ReadModelSchema& s) override {
    return store_.create_candidate(s);
  }
  Status activate(const Generation& g) override { return store_.activate(g); }
  Status propose(const Generation& g) override { return store_.propose(g); }
  Status withdraw(const ReadModelSchema& s) override { return store_.withdraw(s); }
  Result<std::optional<Generation>> proposed(const ReadModelSchema& s) override {
    return store_.proposed(s);
  }
  Result<std::optional<Generation>> previous(const ReadModelSchema& s) override {
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
  DocumentStore& store_;
};

}  // namespace authledger::tests
