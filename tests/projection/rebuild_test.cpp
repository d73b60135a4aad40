// Rebuilds on a real SQLite document store, with a runner beside them.
#include "tests/projection/runner_fixture.h"

namespace authledger::tests {
namespace {

class RebuildTest : public RunnerFixture {
 protected:
  RebuildOptions beside_a_runner() {
    RebuildOptions options;
    options.nobody_leads = [] { return false; };
    return options;
  }
};

TEST_F(RebuildTest, ARebuildSwapsWhileEventsFlowAndReadersNeverGoBack) {
  for (int i = 0; i < 400; ++i)
    log_.add("sample-" + std::to_string(i % 50), "n" + std::to_string(i));
  start();
  ASSERT_TRUE(wait_for(400));
  const auto before = *store_->live(projection_.schema());
  std::atomic<bool> done = false;
  std::thread writer([&] {
    for (int i = 0; !done; ++i)
      ASSERT_TRUE(wait_for(log_.add("sample-new" + std::to_string(i), "n")));
  });
  std::thread reader([&] {
    for (std::int64_t seen = 0; !done;) {
      const auto now = listed();
      ASSERT_GE(now, seen);
      seen = now;
    }
  });
  int told = 0;
  RebuildOptions options;
  options.batch_max = 100;
  options.on_progress = [&](const RebuildProgress& progress) {
    EXPECT_LE(progress.folded, progress.head);
    ++told;
  };
  options.nobody_leads = [] { return false; };
  const auto report = rebuild(rebuild_parts(), options);
  done = true;
  writer.join();
  reader.join();
  ASSERT_TRUE(report) << report.error().detail;
  EXPECT_TRUE(report->activated);
  EXPECT_GE(told, 4);
  EXPECT_NE(report->candidate.physical, before.physical);
  EXPECT_EQ(store_->live(projection_.schema())->physical, report->candidate.physical);
  EXPECT_EQ(store_->previous(projection_.schema())->value().physical, before.physical);
  ASSERT_TRUE(wait_for(log_.add("sample-0", "after")));
  EXPECT_EQ(runner_->status().generation, report->candidate.physical);
  EXPECT_TRUE(note_of("0").ends_with("n350,after"));
}

TEST_F(RebuildTest, WhileOthersWriteTheLiveGenerationComesFirst) {
  for (int i = 0; i < 500; ++i) log_.add("sample-" + std::to_string(i), "n");
  const auto live = *store_->live(projection_.schema());
  int told = 0;
  int waited = 0;  // looks between the second batch and the third
  RebuildOptions options;
  options.give_way_max = 60s;
  options.cancelled = [&] {
    if (told < 2) log_.add("sample-0", "more");
    if (told == 2 && ++waited == 5) {
      EXPECT_TRUE(store_->set_checkpoint(live, 1000));
    }
    return false;
  };
  options.on_progress = [&](const RebuildProgress& progress) {
    if (++told == 3) {
      EXPECT_EQ(*store_->checkpoint(live), 1000);
    }
    EXPECT_LE(progress.folded, told * 200) << "batches begin small";
  };
  ASSERT_TRUE(rebuild(rebuild_parts(), options));
  EXPECT_GE(told, 3);
}

TEST_F(RebuildTest, WhenNobodyWritesNothingIsWaitedForAndBatchesGrow) {
  for (int i = 0; i < 3000; ++i) log_.add("sample-" + std::to_string(i), "n");
  std::vector<int> looks = {0};  // before each batch
  RebuildOptions options;
  options.give_way_max = 60s;
  options.cancelled = [&] { return ++looks.back() < 0; };
  options.on_progress = [&](const RebuildProgress&) { looks.push_back(0); };
  ASSERT_TRUE(rebuild(rebuild_parts(), options));
  EXPECT_LE(looks.size(), 8U);
  for (const int count : looks) EXPECT_LE(count, 1);
}

TEST_F(RebuildTest, ALiveGenerationThatNobodyKeepsUpIsWaitedForOnce) {
  for (int i = 0; i < 1000; ++i) log_.add("sample-" + std::to_string(i), "n");
  std::vector<int> looks = {0};
  RebuildOptions options;
  options.batch_max = 100;
  options.give_way_max = 400ms;
  options.cancelled = [&] {
    log_.add("sample-0", "more");
    return ++looks.back() < 0;
  };
  options.on_progress = [&](const RebuildProgress&) { looks.push_back(0); };
  ASSERT_TRUE(rebuild(rebuild_parts(), options));
  ASSERT_GE(looks.size(), 10U);
  EXPECT_GE(std::count_if(looks.begin(), looks.end(), [](int count) { return count > 2; }), 1);
  EXPECT_LE(std::count_if(looks.begin(), looks.end(), [](int count) { return count > 2; }), 1);
}

TEST_F(RebuildTest, ARebuildEndsHoweverManyWrite) {
  for (int i = 0; i < 300; ++i) log_.add("sample-" + std::to_string(i), "n");
  int batches = 0;
  RebuildOptions options;
  options.batch_max = 100;
  options.cancelled = [&] {  // whenever it looks, there is more
    log_.add("sample-more", "n");
    return ++batches > 1000;
  };
  const auto report = rebuild(rebuild_parts(), options);
  ASSERT_TRUE(report) << report.error().detail;
  EXPECT_GE(report->folded, 300);
}

TEST_F(RebuildTest, AGenerationActivatedElsewhereIsFollowed) {
  start({.refresh_idle = 0ms, .follow_every = 1ms});
  ASSERT_TRUE(wait_for(log_.add("sample-a", "one")));
  const auto report = rebuild(rebuild_parts(), {});
  ASSERT_TRUE(report) << report.error().detail;
  ASSERT_TRUE(
      eventually([&] { return runner_->status().generation == report->candidate.physical; }));
  ASSERT_TRUE(wait_for(log_.add("sample-a", "two")));
  EXPECT_EQ(note_of("a"), "one,two");
}

TEST_F(RebuildTest, ARollBackFollowsToTheHeadAndListsNeverGoBack) {
  start({.refresh_idle = 0ms, .follow_every = 1ms});
  ASSERT_TRUE(wait_for(log_.add("sample-a", "one")));
  const auto first = *store_->live(projection_.schema());
  ASSERT_TRUE(rebuild(rebuild_parts(), beside_a_runner()));
  ASSERT_TRUE(wait_for(log_.add("sample-b", "two")));
  ASSERT_EQ(listed(), 2);
  const auto report = roll_back(rebuild_parts(), beside_a_runner());
  ASSERT_TRUE(report) << report.error().detail;
  EXPECT_EQ(store_->live(projection_.schema())->physical, first.physical);
  EXPECT_EQ(listed(), 2);
  ASSERT_TRUE(wait_for(log_.add("sample-a", "three")));
  EXPECT_EQ(note_of("a"), "one,three");
}

TEST_F(RebuildTest, AProposalThatNobodyTakesIsWithdrawnAndDropped) {
  log_.add("sample-a", "one");
  const auto before = *store_->live(projection_.schema());
  auto options = beside_a_runner();
  options.take_over_within = 1ms;
  const auto report = rebuild(rebuild_parts(), options);
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().id, "read_model.unavailable");
  EXPECT_EQ(store_->live(projection_.schema())->physical, before.physical);
  EXPECT_FALSE(store_->proposed(projection_.schema())->has_value());
  EXPECT_FALSE(
      generations_->find(projection_.schema(), infra::generation_state::kCandidate).has_value());
}

TEST_F(RebuildTest, ARunnerRefusesAProposalThatItCannotFollow) {
  open_store(20'000);
  start({.refresh_idle = 0ms, .follow_every = 1ms, .pause_min = 1ms, .pause_max = 10ms});
  ASSERT_TRUE(wait_for(log_.add("sample-a", "one")));
  const auto candidate = *store_->create_candidate(projection_.schema());
  open_file(candidate).execute("DROP TABLE documents");
  ASSERT_TRUE(store_->propose(candidate));
  ASSERT_TRUE(eventually([&] { return !store_->proposed(projection_.schema())->has_value(); }));
  ASSERT_TRUE(wait_for(log_.add("sample-a", "two")));
  EXPECT_EQ(note_of("a"), "one,two");
  EXPECT_GE(runner_->status().errors, 1);
}

TEST_F(RebuildTest, ARebuildThatCannotFoldWhatTheLiveOneCouldIsRefused) {
  log_.add("sample-a", "one");
  start();
  ASSERT_TRUE(wait_for(1));
  runner_->stop();
  log_.add("sample-a", "poison");
  const auto before = *store_->live(projection_.schema());
  const auto report = rebuild(rebuild_parts(), {});
  ASSERT_FALSE(report);
  EXPECT_NE(report.error().detail.find("sample-a"), std::string::npos);
  EXPECT_EQ(store_->live(projection_.schema())->physical, before.physical);
}

TEST_F(RebuildTest, AStoreThatFailsWhileItIsWrittenBehindFailsTheRebuild) {
  open_store(20'000);
  for (int i = 0; i < 40; ++i) log_.add("sample-" + std::to_string(i), "n");
  const auto before = *store_->live(projection_.schema());
  RebuildOptions options;
  options.batch_max = 2;
  bool planted = false;
  options.on_progress = [&](const RebuildProgress&) {
    if (std::exchange(planted, true)) return;
    const auto candidate =
        generations_->find(projection_.schema(), infra::generation_state::kCandidate);
    open_file({projection_.schema(), candidate.value()})
        .execute("DROP TABLE notes; DROP TABLE list");
  };
  const auto report = rebuild(rebuild_parts(), options);
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().id, "read_model.unavailable");
  EXPECT_EQ(store_->live(projection_.schema())->physical, before.physical);
}

TEST_F(RebuildTest, ARebuildWhoseStoredDocumentsDifferIsRefused) {
  open_store(20'000);
  for (int i = 0; i < 20; ++i) log_.add("sample-" + std::to_string(i), "n");
  RebuildOptions options;
  options.batch_max = 10;
  options.on_progress = [&](const RebuildProgress& progress) {
    if (progress.folded != 20) return;
    const auto candidate =
        generations_->find(projection_.schema(), infra::generation_state::kCandidate);
    auto file = open_file({projection_.schema(), candidate.value()});
    ASSERT_TRUE(eventually([&] {  // it is written behind
      file.execute("UPDATE documents SET body='{}' WHERE id='7'");
      return file.changes() == 1;
    }));
  };
  const auto report = rebuild(rebuild_parts(), options);
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().id, "request.internal_error");
}

}  // namespace
}  // namespace authledger::tests
