// Rebuilds on a real SQLite document store, with a runner beside them.
#include "tests/projection/runner_fixture.h"

namespace authledger::tests {
namespace {

class RebuildTest : public RunnerFixture {};

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
  options.between_batches = [&](std::function<Status()> work) {
    return runner_->between_batches(std::move(work));
  };
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

TEST_F(RebuildTest, ARebuildWhoseStoredDocumentsDifferIsRefused) {
  for (int i = 0; i < 20; ++i) log_.add("sample-" + std::to_string(i), "n");
  RebuildOptions options;
  options.batch_max = 10;
  options.on_progress = [&](const RebuildProgress& progress) {
    if (progress.folded != 20) return;
    infra::sqlite::Connection other(folder_.path() + "/projections.db",
                                    infra::sqlite::Connection::Mode::kReadWrite);
    auto name = other.prepare("SELECT physical FROM read_models WHERE state='candidate'");
    ASSERT_TRUE(name.step());
    other.execute("UPDATE \"" + name.text(0) + "\" SET body='{}' WHERE id='7'");
  };
  const auto report = rebuild(rebuild_parts(), options);
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().id, "request.internal_error");
}

}  // namespace
}  // namespace authledger::tests
