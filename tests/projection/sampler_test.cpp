// The sampler and the release of parked streams, beside a runner on a real SQLite document store.
#include "projections/sampler.h"

#include "projections/release.h"
#include "tests/projection/runner_fixture.h"

namespace authledger::tests {
namespace {

class SamplerTest : public RunnerFixture {
 protected:
  void sample() {
    SamplerOptions options;
    options.pause = 0ms;
    options.on_divergence = [this](const std::string& name, const Divergence& found) {
      const std::lock_guard lock(mutex_);
      told_ = name + " " + found.document_id;
    };
    sampler_ = std::make_unique<Sampler>(SamplerParts{all_, log_, *store_, keys_}, options);
    sampler_->start();
  }
  SamplerStatus sampled() { return sampler_->status().front(); }
  bool samples_more(std::int64_t count) {
    const auto until = sampled().samples + count;
    return eventually([&] { return sampled().samples >= until; });
  }
  void damage(const std::string& sql) {
    open_file(*store_->live(projection_.schema())).execute(sql);
  }

  std::vector<const Projection*> all_{&projection_};
  std::mutex mutex_;
  std::string told_;
  std::unique_ptr<Sampler> sampler_;
};

TEST_F(SamplerTest, NothingIsFoundWhileEventsFlow) {
  start();
  ASSERT_TRUE(wait_for(log_.add("sample-0", "first")));
  sample();
  for (int i = 0; i < 300; ++i) {
    ASSERT_TRUE(wait_for(log_.add("sample-" + std::to_string(i % 60), i % 7 == 0 ? "gone" : "n")));
  }
  EXPECT_TRUE(samples_more(50));
  EXPECT_EQ(sampled().divergence, 0) << sampled().last;
}

TEST_F(SamplerTest, ADamagedDocumentIsFoundAndTold) {
  for (int i = 0; i < 10; ++i) log_.add("sample-" + std::to_string(i), "n");
  start();
  ASSERT_TRUE(wait_for(log_.add("sample-9", "last")));
  sample();
  ASSERT_TRUE(samples_more(50));
  ASSERT_EQ(sampled().divergence, 0);
  damage("UPDATE documents SET body='{}' WHERE id='7'");
  ASSERT_TRUE(eventually([&] { return sampled().divergence > 0; }));
  EXPECT_NE(sampled().last.find("7: at position 8 its body differs"), std::string::npos)
      << sampled().last;
  const std::lock_guard lock(mutex_);
  EXPECT_EQ(told_, "samples 7");
}

TEST_F(SamplerTest, ALostDocumentIsFound) {
  start();
  ASSERT_TRUE(wait_for(log_.add("sample-a", "one")));
  damage("DELETE FROM documents");
  sample();
  ASSERT_TRUE(eventually([&] { return sampled().divergence > 0; }));
  EXPECT_NE(sampled().last.find("missing"), std::string::npos);
}

TEST_F(SamplerTest, AParkedStreamIsNoDivergence) {
  log_.add("sample-a", "before");
  log_.add("sample-a", "poison");
  log_.add("sample-a", "behind");
  start();
  ASSERT_TRUE(wait_for(3));
  sample();
  ASSERT_TRUE(samples_more(100));
  EXPECT_EQ(sampled().divergence, 0) << sampled().last;
}

class ReleaseTest : public RunnerFixture {
 protected:
  Result<std::vector<ParkedStream>> release_beside_a_runner(const std::string& stream) {
    ReleaseOptions options;
    options.nobody_leads = [] { return false; };
    options.done_within = std::chrono::duration_cast<std::chrono::milliseconds>(kPatience);
    return release(rebuild_parts(), {stream}, options);
  }
  void park() {
    log_.add("sample-a", "before");
    log_.add("sample-a", "poison");
    log_.add("sample-a", "behind");
  }
};

TEST_F(ReleaseTest, TheRunnerFoldsInOrderWhatIsReleased) {
  park();
  start({.refresh_idle = 0ms, .follow_every = 1ms});
  ASSERT_TRUE(wait_for(3));
  const auto early = release_beside_a_runner("sample-a");
  ASSERT_TRUE(early) << early.error().detail;
  ASSERT_EQ(early->size(), 1U);
  EXPECT_EQ(note_of("a"), "before");
  projection_.heal();
  const auto left = release_beside_a_runner("sample-a");
  ASSERT_TRUE(left) << left.error().detail;
  EXPECT_TRUE(left->empty());
  EXPECT_EQ(note_of("a"), "before,poison,behind");
  ASSERT_TRUE(wait_for(log_.add("sample-a", "later")));
  EXPECT_EQ(note_of("a"), "before,poison,behind,later");
  EXPECT_TRUE(runner_->status().parked.empty());
}

TEST_F(ReleaseTest, WithoutARunnerItIsFoldedHere) {
  park();
  start();
  ASSERT_TRUE(wait_for(3));
  runner_->stop();
  projection_.heal();
  const auto left = release(rebuild_parts(), {"sample-a"}, {});
  ASSERT_TRUE(left) << left.error().detail;
  EXPECT_TRUE(left->empty());
  EXPECT_EQ(note_of("a"), "before,poison,behind");
}

TEST_F(ReleaseTest, AStreamThatIsNotParkedIsRefused) {
  const auto refused = release(rebuild_parts(), {"sample-a"}, {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().id, "request.not_found");
}

}  // namespace
}  // namespace authledger::tests
