// The runner on a real SQLite document store.
#include <set>

#include "tests/projection/runner_fixture.h"

namespace authledger::tests {
namespace {

class RunnerTest : public RunnerFixture {};

TEST_F(RunnerTest, FoldsInOrderAndMovesTheCheckpoint) {
  log_.add("sample-a", "one");
  log_.add("other-x", "ignored");
  log_.add("sample-a", "two");
  log_.add("sample-b", "bert");
  const auto last = log_.add("sample-b", "gone");
  start();
  ASSERT_TRUE(wait_for(last));
  EXPECT_EQ(note_of("a"), "one,two");
  EXPECT_EQ(listed(), 1);
  EXPECT_EQ(checkpoint(), last);
  const auto status = runner_->status();
  EXPECT_TRUE(status.available);
  EXPECT_EQ(status.checkpoint, last);
  EXPECT_EQ(status.visible, last);
  EXPECT_EQ(status.lag_events, 0);
}

TEST_F(RunnerTest, DuplicatesAndReplayedBatchesChangeNothing) {
  log_.add("sample-a", "one");
  log_.add("sample-a", "two");
  const auto both = *log_.read_all(0, 10);
  feed_.script({both[0], both[0], both[1], both[1], both[0]});
  feed_.script(both);
  feed_.script({both[1]});
  start();
  const auto last = log_.add("sample-a", "three");
  ASSERT_TRUE(wait_for(last));
  EXPECT_EQ(note_of("a"), "one,two,three");
  EXPECT_EQ(runner_->status().errors, 0);
}

TEST_F(RunnerTest, NothingIsTakenBehindAGap) {
  for (const char* name : {"one", "two", "three"}) log_.add("sample-a", name);
  const auto all = *log_.read_all(0, 10);
  feed_.script({all[0], all[2]});
  feed_.script({all[2]});
  start();
  ASSERT_TRUE(eventually([&] { return board_.state("samples").folded == 3; }));
  EXPECT_EQ(note_of("a"), "one,two,three");
  EXPECT_GE(runner_->status().errors, 1);
  EXPECT_TRUE(runner_->status().parked.empty());
}

TEST_F(RunnerTest, AFoldAfterACrashBetweenWriteAndCheckpointIsTheSame) {
  log_.add("sample-a", "one");
  log_.add("sample-a", "two");
  const auto live = *store_->live(projection_.schema());
  std::optional<Document> document;
  const auto events = *log_.read_all(0, 10);
  for (const auto& event : events) document = *projection_.apply(event, nullptr, document);
  ASSERT_TRUE(store_->write(live, std::vector{*document}));
  ASSERT_EQ(checkpoint(), 0);
  start();
  ASSERT_TRUE(wait_for(2));
  EXPECT_EQ(note_of("a"), "one,two");
}

TEST_F(RunnerTest, GoesOnAtItsCheckpointAfterARestart) {
  log_.add("sample-a", "one");
  start();
  ASSERT_TRUE(wait_for(1));
  runner_->stop();
  runner_.reset();
  open_store();
  const auto last = log_.add("sample-a", "two");
  start();
  ASSERT_TRUE(wait_for(last));
  EXPECT_EQ(note_of("a"), "one,two");
}

TEST_F(RunnerTest, APoisonEventParksItsStreamAndOthersFlow) {
  for (const char* poison : {"poison", "throws"}) {
    const std::string stream = std::string("sample-") + poison;
    log_.add(stream, "before");
    log_.add(stream, poison);
  }
  log_.add("sample-throws", "behind");
  const auto last = log_.add("sample-b", "bert");
  start();
  ASSERT_TRUE(wait_for(last));
  EXPECT_EQ(note_of("b"), "bert");
  EXPECT_EQ(note_of("throws"), "before");
  const auto parked = runner_->status().parked;
  ASSERT_EQ(parked.size(), 2U);
  EXPECT_EQ(parked[0].stream_id, "sample-poison");
  EXPECT_EQ(parked[0].document_id, "poison");
  EXPECT_EQ(parked[0].position, 2);
  EXPECT_EQ(parked[0].error, "poison");

  EXPECT_FALSE(runner_->replay("sample-throws"));
  EXPECT_EQ(runner_->status().parked.size(), 2U);
  projection_.heal();
  EXPECT_TRUE(runner_->replay("sample-throws"));
  EXPECT_EQ(note_of("throws"), "before,throws,behind");
  EXPECT_EQ(runner_->status().parked.size(), 1U);
  const auto more = log_.add("sample-throws", "later");
  ASSERT_TRUE(wait_for(more));
  EXPECT_EQ(note_of("throws"), "before,throws,behind,later");
  EXPECT_EQ(note_of("poison"), "before");
}

TEST_F(RunnerTest, ParkedStreamsOutliveTheProcessAndAreTriedAgainAtTheStart) {
  log_.add("sample-a", "poison");
  log_.add("sample-a", "behind");
  start();
  ASSERT_TRUE(wait_for(2));
  runner_->stop();
  runner_.reset();
  open_store();
  start();
  const auto last = log_.add("sample-a", "more");
  ASSERT_TRUE(wait_for(last));
  EXPECT_EQ(runner_->status().parked.size(), 1U);
  EXPECT_EQ(note_of("a"), "(none)");
  runner_->stop();
  runner_.reset();
  projection_.heal();
  start();
  ASSERT_TRUE(wait_for(log_.add("sample-b", "one")));  // folded behind what was parked
  EXPECT_TRUE(runner_->status().parked.empty());
  EXPECT_EQ(note_of("a"), "poison,behind,more");
}

TEST_F(RunnerTest, AStoreThatIsDownIsToldAtOnceAndCaughtUpWithWhenItIsBack) {
  start();
  ASSERT_TRUE(wait_for(log_.add("sample-a", "one")));
  auto other = open_file(*store_->live(projection_.schema()));
  other.execute("BEGIN IMMEDIATE");  // no write gets through
  const auto last = log_.add("sample-a", "two");
  const auto told = wait_for(last);
  ASSERT_FALSE(told);
  EXPECT_EQ(told.error().id, "read_model.unavailable");
  EXPECT_GT(told.error().retry_after_s, 0);
  ASSERT_TRUE(eventually([&] { return runner_->status().errors >= 3; }));
  EXPECT_EQ(runner_->status().lag_events, 1);
  other.execute("ROLLBACK");
  ASSERT_TRUE(eventually([&] { return board_.state("samples").visible >= last; }));
  EXPECT_EQ(note_of("a"), "one,two");
  EXPECT_TRUE(runner_->status().available);
}

TEST_F(RunnerTest, APreparationForListsThatWasBrokenOffIsMadeAgain) {
  start();
  ASSERT_TRUE(wait_for(log_.add("sample-a", "one")));
  runner_.reset();
  // The indexes are there, the mark is not, and documents come in before they are made again.
  open_file(*store_->live(projection_.schema())).execute("UPDATE state SET indexed=0");
  log_.add("sample-b", "two");
  start();
  ASSERT_TRUE(wait_for(log_.add("sample-c", "three")));
  EXPECT_EQ(listed(), 3);
}

TEST_F(RunnerTest, AFeedThatIsDownIsToldAndCaughtUpWith) {
  start();
  ASSERT_TRUE(wait_for(log_.add("sample-a", "one")));
  log_.fail_reads(true);
  const auto last = log_.add("sample-a", "two");
  const auto told = wait_for(last);
  ASSERT_FALSE(told);
  EXPECT_EQ(told.error().id, "read_model.unavailable");
  EXPECT_EQ(runner_->status().lag_events, -1);
  log_.fail_reads(false);
  ASSERT_TRUE(eventually([&] { return board_.state("samples").visible >= last; }));
}

TEST_F(RunnerTest, ALateReaderIsToldThatListsAreBehind) {
  start();
  ASSERT_TRUE(wait_for(0));
  const auto told = board_.wait_for("samples", 99, std::chrono::steady_clock::now() + 30ms);
  ASSERT_FALSE(told);
  EXPECT_EQ(told.error().id, "read_model.behind");
  EXPECT_GT(told.error().retry_after_s, 0);
}

TEST_F(RunnerTest, RefreshesAtOnceWhenSomeoneWaits) {
  start({.feed_wait = 1h, .refresh_idle = 1h, .follow_every = 1h});
  const auto last = log_.add("sample-a", "one");
  ASSERT_TRUE(eventually([&] { return board_.state("samples").folded == last; }));
  EXPECT_EQ(board_.state("samples").visible, 0);
  const auto edition = board_.edition("samples");
  ASSERT_TRUE(wait_for(last));
  EXPECT_GT(board_.edition("samples"), edition);
}

TEST_F(RunnerTest, EventsOfOthersMoveWhatIsVisibleAndLeaveTheEdition) {
  start();
  ASSERT_TRUE(wait_for(log_.add("sample-a", "one")));
  const auto edition = board_.edition("samples");
  ASSERT_TRUE(wait_for(log_.add("other-x", "log-in")));
  EXPECT_EQ(board_.edition("samples"), edition);
  ASSERT_TRUE(wait_for(log_.add("sample-a", "two")));
  EXPECT_GT(board_.edition("samples"), edition);
}

// Pages are kept by edition. Who begins to keep up a read model that somebody else did before, as a
// process does that takes the lead, must not come by an edition that pages were kept at.
TEST_F(RunnerTest, NoEditionIsUsedTwiceWhoeverPublishes) {
  std::set<std::int64_t> used;
  for (int i = 0; i < 5; ++i) {
    board_.publish("samples", {0, 0, true}, true);
    EXPECT_TRUE(used.insert(board_.edition("samples")).second);
  }
  start();
  for (int i = 0; i < 5; ++i) {
    ASSERT_TRUE(wait_for(log_.add("sample-a", std::to_string(i))));
    EXPECT_TRUE(used.insert(board_.edition("samples")).second) << board_.edition("samples");
  }
}

TEST_F(RunnerTest, SavesSeldomWhatOthersMovedAndAtOnceWhatItWrote) {
  start({.feed_wait = 1h, .refresh_idle = 1h, .save_untouched_every = 1h, .follow_every = 1h});
  const auto written = log_.add("sample-a", "one");
  ASSERT_TRUE(eventually([&] { return checkpoint() == written; }));
  const auto passed = log_.add("other-x", "log-in");
  ASSERT_TRUE(eventually([&] { return board_.state("samples").folded == passed; }));
  EXPECT_EQ(checkpoint(), written);
  const auto again = log_.add("sample-a", "two");
  ASSERT_TRUE(eventually([&] { return checkpoint() == again; }));
}

TEST_F(RunnerTest, StopsWhileItWaitsAndWhileItPauses) {
  start({.feed_wait = 1h, .follow_every = 1h});
  ASSERT_TRUE(wait_for(0));
  runner_->stop();
  EXPECT_FALSE(runner_->replay("sample-a"));
  log_.fail_reads(true);
  start({.pause_min = 1h, .pause_max = 1h});
  ASSERT_TRUE(eventually([&] { return runner_->status().errors > 0; }));
  runner_->stop();
}

}  // namespace
}  // namespace authledger::tests
