// The race that makes event stores skip: a writer has its rows in and stays uncommitted, or is
// rolled back, while others append and readers go on. Whoever reads has to see 1, 2, 3 … N.
#include <poll.h>

#include <algorithm>
#include <limits>
#include <pqxx/pqxx>
#include <thread>

#include "infra/log/log_feed.h"
#include "tests/contract/log_contract.h"
#include "tests/support/pg_database.h"
#include "tests/support/scale.h"
#include "tests/support/seed.h"

namespace authledger::test {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

using RolledBack = pqxx::transaction_rollback;

// Proves by counting that a reader saw everything in order. Thread-safe to ask.
class Count {
 public:
  void saw(const std::vector<events::StoredEvent>& events) {
    for (const auto& event : events) {
      if (event.position != seen_ + 1 && skipped_ == 0) skipped_ = seen_ + 1;
      seen_ = event.position;
    }
  }
  void must_have(Position position) {
    if (seen_ < position && skipped_ == 0) skipped_ = seen_ + 1;
  }
  Position seen() const { return seen_; }
  Position skipped() const { return skipped_; }  // the first one that did not come, 0: none

 private:
  std::atomic<Position> seen_{0};
  std::atomic<Position> skipped_{0};
};

// Pages of any size; what was the head before a page was asked for must be in it or before it.
void follow_log(EventLog& log, std::uint64_t seed, const std::atomic<Position>& end, Count& count) {
  Dice dice(seed);
  while (count.seen() < end && count.skipped() == 0) {
    const auto limit = static_cast<int>(dice.number(1, 60));
    const auto head = log.head();
    const auto page = log.read_all(count.seen(), limit);
    if (!head || !page) continue;
    count.saw(*page);
    if (page->size() < static_cast<std::size_t>(limit)) count.must_have(head->position);
  }
}

void follow_feed(EventLog& log, const std::atomic<Position>& end, Count& count) {
  infra::LogFeed feed(log, {.poll_ms = 1});
  while (count.seen() < end && count.skipped() == 0) {
    if (const auto events = feed.next(count.seen(), 50, 20ms)) count.saw(*events);
  }
}

enum class Fate { kPasses, kHeld, kRolledBack, kSessionLost };

// Decides what becomes of each append, rows written and not committed.
class Saboteur {
 public:
  Saboteur(LogBackend& backend, std::uint64_t seed, bool loses_sessions)
      : watcher_(backend.open()), backend_(backend), loses_sessions_(loses_sessions), dice_(seed) {}

  void before_commit() {
    const std::lock_guard lock(mutex_);  // one append is here at a time anyway
    switch (next()) {
      case Fate::kPasses:
        return;
      case Fate::kHeld:
        ++held;
        return hold();
      case Fate::kRolledBack:
        ++rolled_back;
        hold();
        throw RolledBack("by the test");
      case Fate::kSessionLost:
        ++lost;
        backend_.tamper(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname ="
            " current_database() AND state = 'idle in transaction'");
    }
  }
  int rounds() const { return held + rolled_back + lost; }

  std::atomic<int> held{0};
  std::atomic<int> rolled_back{0};
  std::atomic<int> lost{0};
  std::atomic<int> overtaken{0};  // somebody's commit was seen while an append was held

 private:
  Fate next() {
    const auto roll = dice_.number(1, 100);
    if (roll <= 15) return Fate::kHeld;
    if (roll <= 30) return Fate::kRolledBack;
    if (roll <= 40 && loses_sessions_) return Fate::kSessionLost;
    return Fate::kPasses;
  }
  // Whoever reads meanwhile sees the log as it was, however long it takes.
  void hold() {
    const auto before = watcher_->log().head();
    const auto until = steady_clock::now() + std::chrono::microseconds(dice_.number(0, 6'000));
    do ::poll(nullptr, 0, 1);
    while (steady_clock::now() < until);
    const auto after = watcher_->log().head();
    if (!before || !after) return;
    const auto beyond = watcher_->log().read_all(before->position, 10);
    if (after->position != before->position || (beyond && !beyond->empty())) ++overtaken;
  }

  std::unique_ptr<LogProcess> watcher_;
  LogBackend& backend_;
  const bool loses_sessions_;
  std::mutex mutex_;
  Dice dice_;
};

struct Written {
  std::vector<Position> positions;  // acknowledged
  int refused = 0;
};

// Appends to a few streams until enough rounds were run; each writer is a process of its own.
Written write(LogBackend& backend, Saboteur& saboteur, std::uint64_t seed, int rounds) {
  Dice dice(seed);
  Written written;
  const auto process = backend.open([&] { saboteur.before_commit(); });
  while (saboteur.rounds() < rounds) {
    std::vector<AppendItem> items;
    for (auto left = dice.number(1, 3); left > 0; --left) {
      items.push_back(item_for("user-" + std::to_string(dice.number(0, 6)), command::kAnyVersion,
                               static_cast<int>(dice.number(1, 4))));
    }
    try {
      for (const auto& outcome : process->log().append(items)) {
        const auto* appended = std::get_if<Appended>(&outcome);
        if (appended == nullptr) ++written.refused;
        for (auto at = appended == nullptr ? 1 : appended->first;
             at <= (appended == nullptr ? 0 : appended->last); ++at)
          written.positions.push_back(at);
      }
    } catch (const RolledBack&) {  // SQLite hands it on after rolling back
      ++written.refused;
    }
  }
  return written;
}

}  // namespace

class SkipRace : public LogContract {};
INSTANTIATE_TEST_SUITE_P(Log, SkipRace, kEveryBackend, case_name);

TEST_P(SkipRace, HeldAndRolledBackWritersHideNothing) {
  constexpr int kWriters = 4;
  const auto seed = new_seed();
  const int wanted = rounds(200, 40, 5'000);
  const bool postgres = std::string(GetParam().name) == "PostgreSQL";
  Saboteur saboteur(*backend, seed, postgres);
  std::atomic<Position> end{std::numeric_limits<Position>::max()};
  std::array<Count, 3> counts;
  const auto second = backend->open();
  const auto third = backend->open();
  std::vector<std::thread> readers;
  readers.emplace_back([&] { follow_log(log(), seed + 1, end, counts[0]); });
  readers.emplace_back([&] { follow_log(second->log(), seed + 2, end, counts[1]); });
  readers.emplace_back([&] { follow_feed(third->log(), end, counts[2]); });
  std::array<Written, kWriters> written;
  std::vector<std::thread> writers;
  for (std::size_t i = 0; i < kWriters; ++i) {
    writers.emplace_back([&, i] { written[i] = write(*backend, saboteur, seed + 10 + i, wanted); });
  }
  for (auto& writer : writers) writer.join();
  end = log().head()->position;
  for (auto& reader : readers) reader.join();

  std::vector<Position> all;
  int refused = 0;
  for (const auto& own : written) {
    all.insert(all.end(), own.positions.begin(), own.positions.end());
    refused += own.refused;
  }
  std::sort(all.begin(), all.end());
  for (std::size_t i = 0; i < all.size(); ++i) {
    ASSERT_EQ(all[i], static_cast<Position>(i + 1)) << "not dense, or given twice";
  }
  EXPECT_EQ(static_cast<Position>(all.size()), end) << "the log has what nobody was told";
  for (const auto& count : counts) {
    EXPECT_EQ(count.skipped(), 0);
    EXPECT_EQ(count.seen(), end);
  }
  EXPECT_EQ(saboteur.overtaken, 0);
  EXPECT_FALSE(infra::verify_chain(process->maintenance())->broken_at);
  EXPECT_GE(saboteur.rounds(), wanted);
  std::printf("%s: %d held, %d rolled back, %d sessions lost, %d refused, %lld events, 3 readers\n",
              GetParam().name, saboteur.held.load(), saboteur.rolled_back.load(),
              saboteur.lost.load(), refused, static_cast<long long>(end.load()));
}

// What the readers above would say of a log that gives numbers before the commit.
TEST(SkipRaceProof, ASkippedPositionIsNoticed) {
  std::vector<events::StoredEvent> page(2);
  page[0].position = 1;
  page[1].position = 3;
  Count skipping;
  skipping.saw(page);
  EXPECT_EQ(skipping.skipped(), 2);
  Count short_page;
  short_page.saw({page[0]});
  short_page.must_have(2);
  EXPECT_EQ(short_page.skipped(), 2);
}

}  // namespace authledger::test
