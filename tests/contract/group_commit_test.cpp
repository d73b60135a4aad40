// Group commit over every store: many callers, few transactions, one outcome each.
#include "infra/log/group_commit.h"

#include <future>
#include <latch>
#include <thread>

#include "shared/errors.h"
#include "tests/contract/log_contract.h"

namespace authledger::test {

using infra::GroupCommit;

class GroupCommitTest : public LogContract {};
INSTANTIATE_TEST_SUITE_P(Log, GroupCommitTest, kEveryBackend, case_name);

namespace {

// A log whose appends wait until they are let through.
class GatedLog : public command::EventLog {
 public:
  explicit GatedLog(EventLog& inner) : inner_(inner) {}
  Result<events::Head> head() override { return inner_.head(); }
  Result<std::vector<events::StoredEvent>> read_all(Position after, int limit) override {
    return inner_.read_all(after, limit);
  }
  Result<std::vector<events::StoredEvent>> read_stream(const std::string& id,
                                                       StreamVersion after) override {
    return inner_.read_stream(id, after);
  }
  Result<std::optional<std::string>> claim_owner(const Claim& claim) override {
    return inner_.claim_owner(claim);
  }
  Result<std::vector<command::Entry>> find_entries(const command::EntryQuery& query) override {
    return inner_.find_entries(query);
  }
  Result<std::optional<command::Remembered>> remembered(const std::string& key) override {
    return inner_.remembered(key);
  }
  std::vector<AppendOutcome> append(std::span<AppendItem> items) override {
    sizes.push_back(items.size());
    if (sizes.size() == 1) {
      entered.count_down();
      gate.wait();
    }
    return inner_.append(items);
  }

  std::vector<std::size_t> sizes;  // of the batches
  std::latch entered{1};
  std::latch gate{1};

 private:
  EventLog& inner_;
};

// Returns when `count` items wait behind the one that is being written.
void wait_for_queue(const GroupCommit& commit, std::size_t count) {
  while (commit.stats().waiting < count) std::this_thread::yield();
}

std::future<AppendOutcome> append_async(GroupCommit& commit, AppendItem item) {
  return std::async(std::launch::async,
                    [&commit, item]() mutable { return commit.append(std::move(item)); });
}

}  // namespace

TEST_P(GroupCommitTest, WhatWaitsIsWrittenTogether) {
  GatedLog gated(log());
  GroupCommit commit(gated);
  std::vector<std::future<AppendOutcome>> calls;
  calls.push_back(append_async(commit, item_for("user-0")));
  gated.entered.wait();
  for (int i = 1; i <= 20; ++i) {
    calls.push_back(append_async(commit, item_for("user-" + std::to_string(i))));
  }
  wait_for_queue(commit, 20);
  gated.gate.count_down();
  for (auto& call : calls) EXPECT_TRUE(is<Appended>(call.get()));
  commit.stop();
  EXPECT_EQ(gated.sizes, (std::vector<std::size_t>{1, 20}));
  const auto stats = commit.stats();
  EXPECT_EQ(stats.items, 21u);
  EXPECT_EQ(stats.events, 21u);
  EXPECT_EQ(stats.batches, 2u);
  EXPECT_EQ(stats.batches_by_size[0], 1u);
  EXPECT_EQ(stats.batches_by_size[5], 1u);  // 17–32
}

TEST_P(GroupCommitTest, BatchesAreBoundedByItemsAndBytes) {
  GatedLog gated(log());
  GroupCommit commit(gated, {.items_max = 4, .bytes_max = 1500});
  std::vector<std::future<AppendOutcome>> calls;
  calls.push_back(append_async(commit, item_for("user-0")));
  gated.entered.wait();
  for (std::size_t i = 1; i <= 6; ++i) {
    calls.push_back(append_async(commit, item_for("user-1")));
    wait_for_queue(commit, i);
  }
  auto large = item_for("user-2");
  large.writes[0].events[0].payload = "{\"a\":\"" + std::string(5000, 'x') + "\"}";
  calls.push_back(append_async(commit, large));
  wait_for_queue(commit, 7);
  gated.gate.count_down();
  for (auto& call : calls) EXPECT_TRUE(is<Appended>(call.get()));
  commit.stop();
  EXPECT_EQ(gated.sizes, (std::vector<std::size_t>{1, 4, 2, 1}));
}

TEST_P(GroupCommitTest, AFullQueueRefusesAtOnce) {
  GatedLog gated(log());
  GroupCommit commit(gated, {.queue_max = 2});
  auto first = append_async(commit, item_for("user-0"));
  gated.entered.wait();
  auto second = append_async(commit, item_for("user-1"));
  auto third = append_async(commit, item_for("user-2"));
  wait_for_queue(commit, 2);
  const auto refused = commit.append(item_for("user-3"));
  ASSERT_TRUE(is<Error>(refused));
  EXPECT_EQ(std::get<Error>(refused).id, errors::kLogBusy.id);
  EXPECT_EQ(std::get<Error>(refused).retry_after_s, 1);
  gated.gate.count_down();
  EXPECT_TRUE(is<Appended>(first.get()));
  EXPECT_TRUE(is<Appended>(second.get()));
  EXPECT_TRUE(is<Appended>(third.get()));
  EXPECT_EQ(commit.stats().refused_busy, 1u);
}

TEST_P(GroupCommitTest, StoppingDrains) {
  GatedLog gated(log());
  GroupCommit commit(gated);
  auto first = append_async(commit, item_for("user-0"));
  gated.entered.wait();
  auto second = append_async(commit, item_for("user-1"));
  wait_for_queue(commit, 1);
  auto stopping = std::async(std::launch::async, [&] { commit.stop(); });
  gated.gate.count_down();
  EXPECT_TRUE(is<Appended>(first.get()));
  EXPECT_TRUE(is<Appended>(second.get()));
  stopping.get();
  EXPECT_TRUE(is<Error>(commit.append(item_for("user-2"))));
  EXPECT_EQ(log().head()->position, 2);
}

TEST_P(GroupCommitTest, ListenersHearEveryEventInOrderBeforeTheCallerDoes) {
  GroupCommit commit(log());
  std::mutex mutex;
  std::vector<events::StoredEvent> heard;
  commit.listen([&](std::span<const events::StoredEvent> events) {
    const std::lock_guard lock(mutex);
    heard.insert(heard.end(), events.begin(), events.end());
  });
  std::vector<std::thread> threads;
  std::atomic<int> unheard{0};
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 25; ++i) {
        const auto at = position_of(commit.append(item_for("user-" + std::to_string(t))));
        const std::lock_guard lock(mutex);
        if (heard.empty() || heard.back().position < at) ++unheard;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_TRUE(is<VersionConflict>(commit.append(item_for("user-0", 0))));
  EXPECT_EQ(unheard, 0);
  ASSERT_EQ(heard.size(), 100u);
  for (std::size_t i = 0; i < heard.size(); ++i) {
    EXPECT_EQ(heard[i].position, static_cast<Position>(i + 1));
    EXPECT_FALSE(heard[i].stream_id.empty());
    EXPECT_GT(heard[i].stream_version, 0);
  }
}

}  // namespace authledger::test
