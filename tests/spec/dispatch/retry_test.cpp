// Somebody else wrote first; or what this process knew was stale.
#include <gtest/gtest.h>

#include "tests/spec/support/world.h"

namespace authledger::test {
namespace {

using namespace command;

struct Retry : testing::Test {
  World world;
  void SetUp() override {
    ASSERT_TRUE(world.there.dispatcher.run(world.there.context(), nullptr, kRegisterAlice));
    ASSERT_TRUE(world.here.dispatcher.load<UserAggregate>(kAlice, Freshness::kCached));
  }
  Result<Written> run_here(const auto&... commands) {
    return world.here.dispatcher.run(world.here.context(), nullptr, commands...);
  }
  Result<Written> run_there(const auto&... commands) {
    return world.there.dispatcher.run(world.there.context(), nullptr, commands...);
  }
};

TEST_F(Retry, AConflictIsDecidedAgainOnWhatIsThereNow) {
  ASSERT_TRUE(run_there(rename(kAlice, "Ann")));
  const auto written = run_here(rename(kAlice, "Bea"));
  ASSERT_TRUE(written);
  EXPECT_EQ(written->position, 3);
  ASSERT_EQ(world.here.appender.items().size(), 2U);
  EXPECT_EQ(world.here.appender.items()[0].writes[0].expected_version, 1) << "stale, and harmless";
  EXPECT_EQ(world.here.appender.items()[1].writes[0].expected_version, 2);
  EXPECT_EQ(world.there.state<UserAggregate>(kAlice).fullname, "Bea");
}

TEST_F(Retry, ThreeTimesAtMost) {
  for (int i = 0; i < 4; ++i) world.here.appender.answer_next(VersionConflict{"user", 9});
  const auto result = run_here(rename(kAlice, "Bea"));
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().id, errors::kStreamChanged.id);
  EXPECT_EQ(world.here.appender.items().size(), 4U) << "once, and three times again";
}

TEST_F(Retry, TheThirdOneMaySucceed) {
  for (int i = 0; i < 3; ++i) world.here.appender.answer_next(VersionConflict{"user", 9});
  EXPECT_TRUE(run_here(rename(kAlice, "Bea")));
}

TEST_F(Retry, AnErrorOfTheLogIsNotTriedAgain) {
  world.here.appender.answer_next(error(errors::kLogUnavailable));
  const auto result = run_here(rename(kAlice, "Bea"));
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().id, errors::kLogUnavailable.id);
  EXPECT_EQ(world.here.appender.items().size(), 1U);
}

TEST_F(Retry, ARefusalOnAStaleStateIsDecidedAgain) {
  ASSERT_TRUE(run_there(ArchiveUser{kAlice, kNow.plus_s(600)}));
  ASSERT_TRUE(world.here.dispatcher.load<UserAggregate>(kAlice, Freshness::kFresh));
  ASSERT_TRUE(run_there(RestoreUser{kAlice, kNow}));
  EXPECT_TRUE(run_here(rename(kAlice, "Bea"))) << "this process still believed her archived";
}

TEST_F(Retry, NothingOnAStaleStateIsDecidedAgain) {
  ASSERT_TRUE(run_there(rename(kAlice, "Ann")));
  const auto back = run_here(rename(kAlice, "Somebody"));
  ASSERT_TRUE(back);
  EXPECT_GT(back->position, 0) << "the name that this process still knew was not hers any more";
  EXPECT_EQ(world.there.state<UserAggregate>(kAlice).fullname, "Somebody");
}

TEST_F(Retry, ARefusalThatHoldsIsAnswered) {
  ASSERT_TRUE(run_here(ArchiveUser{kAlice, kNow}));
  const auto result = run_here(rename(kAlice, "Bea"));
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().id, errors::kUserArchived.id);
}

TEST_F(Retry, ARepeatWritesNothing) {
  ASSERT_TRUE(run_here(rename(kAlice, "Ann")));
  const auto again = run_here(rename(kAlice, "Ann"));
  ASSERT_TRUE(again);
  EXPECT_EQ(again->position, 0);
  EXPECT_EQ(world.here.appender.items().size(), 1U);
}

TEST_F(Retry, TheFeedMakesStaleStatesForgotten) {
  ASSERT_TRUE(run_there(rename(kAlice, "Ann")));
  const auto name = [&] {
    return world.here.dispatcher.load<UserAggregate>(kAlice, Freshness::kCached)
        .value()
        ->state.fullname;
  };
  EXPECT_EQ(name(), "Somebody");
  world.here.catch_up();
  EXPECT_EQ(name(), "Ann");
}

TEST_F(Retry, AllCommandsOfOneRunCommitTogether) {
  const StartSession start{kLaptop, kAlice, 1, "password", std::nullopt, kNow.plus_s(60)};
  const auto refused = run_here(start, RestoreUser{kBob, kNow});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().id, errors::kUserNotFound.id);
  EXPECT_TRUE(world.log.types_of("session-" + kLaptop.value).empty());
  const auto written = run_here(start, rename(kAlice, "Ann"));
  ASSERT_TRUE(written);
  EXPECT_EQ(written->position, 3);
  EXPECT_EQ(world.here.appender.items().back().writes.size(), 2U);
}

TEST_F(Retry, AFailingAnswerWritesNothing) {
  const Render broken = [](std::span<const PlannedEvent>) -> Result<Answer> {
    return fail(errors::kInternal);
  };
  EXPECT_FALSE(
      world.here.dispatcher.run(world.here.context(), broken, rename(kAlice, "Ann")).has_value());
  EXPECT_TRUE(world.here.appender.items().empty());
}

TEST_F(Retry, APlanIsNotAppended) {
  const auto plan =
      world.here.dispatcher.plan_new(world.here.context(), registration(kBob, "b@b.bb"));
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->item.writes.size(), 1U);
  EXPECT_EQ(plan->item.claims.size(), 1U);
  EXPECT_TRUE(world.log.types_of("user-" + kBob.value).empty());
}

}  // namespace
}  // namespace authledger::test
