// A runner over a scripted log and a real SQLite document store, for the tests of runner and
// rebuild.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "infra/sqlite/document_store.h"
#include "infra/sqlite/read_model.h"
#include "projections/rebuild.h"
#include "projections/runner.h"
#include "tests/projection/scripted_log.h"
#include "tests/support/document_stores.h"

namespace authledger::tests {

using namespace projections;
using namespace std::chrono_literals;

constexpr auto kPatience = 20s;

class RunnerFixture : public testing::Test {
 protected:
  RunnerFixture() { open_store(); }

  void open_store(int busy_timeout_ms = 1) {
    generations_ = std::make_shared<infra::GenerationFolder>(
        folder_.path() + "/projections",
        infra::DatabaseFileOptions{.busy_timeout_ms = busy_timeout_ms});
    store_ = std::make_unique<infra::SqliteDocumentStore>(generations_);
    reads_ = std::make_unique<infra::SqliteReadModel>(generations_);
  }
  void start(RunnerOptions options = {.refresh_idle = 0ms, .pause_min = 1ms, .pause_max = 10ms}) {
    runner_ = std::make_unique<Runner>(
        RunnerParts{projection_, feed_, *store_, keys_, log_, board_, clock_}, options);
    runner_->start();
  }
  RebuildParts rebuild_parts() { return {projection_, log_, *store_, keys_}; }

  Status wait_for(Position position) {
    return board_.wait_for("samples", position, std::chrono::steady_clock::now() + kPatience);
  }
  // For states that end by themselves: asks until it holds.
  template <class Condition>
  bool eventually(Condition condition) {
    const auto deadline = std::chrono::steady_clock::now() + kPatience;
    while (!condition()) {
      if (std::chrono::steady_clock::now() > deadline) return false;
      std::this_thread::yield();
    }
    return true;
  }
  std::string note_of(const std::string& id) {
    const std::vector<std::string> ids{id};
    const auto got = store_->get(*store_->live(projection_.schema()), ids);
    if (!got || !got->front()) return "(none)";
    return std::get<std::string>(got->front()->values[2]);
  }
  std::int64_t listed() {
    const auto page = reads_->page(projection_.schema(), {.tenant_id = "root"});
    return page ? page->total_row_count : -1;
  }
  // The file of a generation, as somebody else opens it.
  infra::sqlite::Connection open_file(const Generation& generation) {
    return infra::sqlite::Connection(folder_.path() + "/projections/" + generation.physical + ".db",
                                     infra::sqlite::Connection::Mode::kUpdate);
  }
  Position checkpoint() { return *store_->checkpoint(*store_->live(projection_.schema())); }

  TemporaryFolder folder_;
  std::shared_ptr<infra::GenerationFolder> generations_;
  std::unique_ptr<infra::SqliteDocumentStore> store_;
  std::unique_ptr<infra::SqliteReadModel> reads_;
  SampleProjection projection_;
  ScriptedLog log_;
  ScriptedFeed feed_{log_};
  NoKeys keys_;
  FixedClock clock_;
  ProgressBoard board_;
  std::unique_ptr<Runner> runner_;
};

}  // namespace authledger::tests
