// What a feed is brought to: keys for everybody, a log of histories, a store that dies.
#pragma once

#include "tests/support/forwarding_store.h"
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
class DyingStore final : public ForwardingStore {
 public:
  using ForwardingStore::ForwardingStore;
  bool dying = false;

  Status set_checkpoint(const Generation& of, Position position) override {
    if (dying) return fail(errors::kReadModelUnavailable, "died");
    return ForwardingStore::set_checkpoint(of, position);
  }
};

}  // namespace authledger::tests
