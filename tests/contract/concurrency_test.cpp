// Many writers, readers and processes at once: no position is skipped, exactly one wins.
#include <algorithm>
#include <array>
#include <latch>
#include <set>
#include <stdexcept>
#include <thread>

#include "tests/contract/log_contract.h"

namespace authledger::test {

class ConcurrencyTest : public LogContract {
 protected:
  // Runs `work(0)` … `work(count - 1)` at once.
  template <class Work>
  void at_once(int count, Work work) {
    std::latch start(count);
    std::vector<std::thread> threads;
    for (int i = 0; i < count; ++i) {
      threads.emplace_back([&, i] {
        start.arrive_and_wait();
        work(i);
      });
    }
    for (auto& thread : threads) thread.join();
  }
};
INSTANTIATE_TEST_SUITE_P(Log, ConcurrencyTest, kEveryBackend, case_name);

// Follows the log by position until `last` and proves by counting that it saw everything.
class Follower {
 public:
  Follower(EventLog& log, Position last) : log_(log), last_(last), thread_([this] { follow(); }) {}
  // The first position that came out of turn, 0: none.
  Position skipped() {
    thread_.join();
    return skipped_;
  }

 private:
  void follow() {
    Position seen = 0;
    while (seen < last_ && skipped_ == 0) {
      const auto head = log_.head();
      if (!head) continue;
      const auto page = log_.read_all(seen, 50);
      if (!page) continue;
      for (const auto& event : *page) {
        if (event.position != ++seen) skipped_ = seen;
      }
      // What was the head before must be readable now.
      if (page->size() < 50 && seen < head->position) skipped_ = seen + 1;
    }
  }

  EventLog& log_;
  const Position last_;
  Position skipped_ = 0;
  std::thread thread_;
};

TEST_P(ConcurrencyTest, AReaderNeverSkips) {
  constexpr int kThreads = 8;
  constexpr int kEach = 200;
  Follower follower(log(), kThreads * kEach);
  const auto other = backend->open();  // half of the writers are another process
  std::vector<std::vector<Position>> positions(kThreads);
  at_once(kThreads, [&](int t) {
    auto& mine = t % 2 == 0 ? log() : other->log();
    for (int i = 0; i < kEach; ++i) {
      const auto stream = "user-" + std::to_string((t + i) % 5);
      AppendOutcome outcome;
      do outcome = append_one(mine, item_for(stream));
      while (is<Error>(outcome));  // a busy file: try again
      positions[static_cast<std::size_t>(t)].push_back(position_of(outcome));
    }
  });
  EXPECT_EQ(follower.skipped(), 0);
  std::set<Position> all;
  for (const auto& own : positions) {
    EXPECT_TRUE(std::is_sorted(own.begin(), own.end()));
    all.insert(own.begin(), own.end());
  }
  EXPECT_EQ(all.size(), static_cast<std::size_t>(kThreads * kEach));
  EXPECT_EQ(*all.begin(), 1);
  EXPECT_EQ(*all.rbegin(), kThreads * kEach);
  EXPECT_FALSE(infra::verify_chain(process->maintenance())->broken_at);
  for (int s = 0; s < 5; ++s) {
    StreamVersion version = 0;
    const auto stream = log().read_stream("user-" + std::to_string(s), 0);
    for (const auto& event : *stream) EXPECT_EQ(event.stream_version, ++version);
  }
}

TEST_P(ConcurrencyTest, TwoProcessesRaceForAStream) {
  const auto other = backend->open();
  for (StreamVersion version = 0; version < 20; ++version) {
    std::array<AppendOutcome, 2> outcomes;
    at_once(2, [&](int i) {
      auto& mine = i == 0 ? log() : other->log();
      outcomes[static_cast<std::size_t>(i)] = append_one(mine, item_for("user-1", version));
    });
    const auto won = std::count_if(outcomes.begin(), outcomes.end(), is<Appended>);
    const auto lost = std::count_if(outcomes.begin(), outcomes.end(), is<VersionConflict>);
    EXPECT_EQ(won, 1);
    EXPECT_EQ(lost, 1);
  }
  EXPECT_EQ(log().head()->position, 20);
}

TEST_P(ConcurrencyTest, TwoProcessesRaceForAClaim) {
  const auto other = backend->open();
  for (int round = 0; round < 20; ++round) {
    const auto claim = email_claim("mail-" + std::to_string(round));
    std::array<AppendOutcome, 2> outcomes;
    at_once(2, [&](int i) {
      auto& mine = i == 0 ? log() : other->log();
      outcomes[static_cast<std::size_t>(i)] =
          append_one(mine, taking(claim, "user-" + std::to_string(i)));
    });
    const std::size_t winner = is<Appended>(outcomes[0]) ? 0 : 1;
    EXPECT_TRUE(is<Appended>(outcomes[winner]));
    ASSERT_TRUE(is<ClaimTaken>(outcomes[1 - winner]));
    EXPECT_EQ(log().claim_owner(claim)->value(), "user-" + std::to_string(winner));
  }
}

TEST_P(ConcurrencyTest, TwoProcessesRaceForAKey) {
  const auto other = backend->open();
  for (int round = 0; round < 20; ++round) {
    std::array<AppendOutcome, 2> outcomes;
    at_once(2, [&](int i) {
      auto& mine = i == 0 ? log() : other->log();
      auto item = item_for("user-" + std::to_string(i));
      item.remember = command::Remembered{"key-" + std::to_string(round), "r",
                                          "answer-" + std::to_string(i), 0, in_s(60)};
      outcomes[static_cast<std::size_t>(i)] = append_one(mine, item);
    });
    const std::size_t winner = is<Appended>(outcomes[0]) ? 0 : 1;
    EXPECT_TRUE(is<Appended>(outcomes[winner]));
    ASSERT_TRUE(is<Duplicate>(outcomes[1 - winner]));
    EXPECT_EQ(std::get<Duplicate>(outcomes[1 - winner]).first.answer,
              "answer-" + std::to_string(winner));
  }
}

// The classic race: a writer has its rows in, stays uncommitted, and others overtake it.
TEST_P(ConcurrencyTest, AHeldWriterIsNotOvertaken) {
  std::latch inserted(1);
  std::latch go(1);
  const auto slow = backend->open([&] {
    inserted.count_down();
    go.wait();
  });
  append_one(log(), item_for("user-0"));
  Follower follower(log(), 5);
  AppendOutcome held;
  std::thread holder([&] { held = append_one(slow->log(), item_for("user-1")); });
  inserted.wait();
  std::latch started(3);
  std::atomic<int> finished{0};
  std::array<AppendOutcome, 3> others;
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < others.size(); ++i) {
    threads.emplace_back([&, i] {
      const auto own = backend->open();
      started.count_down();
      others[i] = append_one(own->log(), item_for("user-" + std::to_string(i + 2)));
      ++finished;
    });
  }
  started.wait();
  // Whoever reads now sees the log before the holder, however long it takes.
  for (int look = 0; look < 100; ++look) {
    ASSERT_EQ(log().head()->position, 1);
    ASSERT_EQ(log().read_all(0, 10)->size(), 1u);
  }
  EXPECT_EQ(finished, 0);
  go.count_down();
  holder.join();
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(position_of(held), 2);
  for (const auto& outcome : others) EXPECT_GT(position_of(outcome), 2);
  EXPECT_EQ(follower.skipped(), 0);
}

TEST_P(ConcurrencyTest, AWriterThatRollsBackLeavesNoGap) {
  bool first = true;
  const auto failing = backend->open([&] {
    if (std::exchange(first, false)) throw std::runtime_error("rolls back");
  });
  append_one(log(), item_for("user-0"));
  Follower follower(log(), 3);
  try {
    append_one(failing->log(), item_for("user-1"));
  } catch (const std::exception&) {  // SQLite's hook is not caught by the store
  }
  EXPECT_EQ(log().head()->position, 1);
  EXPECT_EQ(position_of(append_one(log(), item_for("user-2"))), 2);
  EXPECT_EQ(position_of(append_one(log(), item_for("user-3"))), 3);
  EXPECT_EQ(follower.skipped(), 0);
}

}  // namespace authledger::test
