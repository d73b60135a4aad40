// If-Match: the version of the first command's stream that the caller saw.
#include <gtest/gtest.h>

#include "tests/spec/support/world.h"

namespace authledger::test {
namespace {

using namespace command;

struct IfMatch : testing::Test {
  World world;
  void SetUp() override {
    ASSERT_TRUE(world.here.dispatcher.run(world.here.context(), nullptr, kRegisterAlice));
  }
  CommandContext seen(StreamVersion version) {
    auto context = world.here.context();
    context.if_match = version;
    return context;
  }
};

TEST_F(IfMatch, TheNewestVersionGoesOn) {
  EXPECT_TRUE(world.here.dispatcher.run(seen(1), nullptr, rename(kAlice, "Ann")));
  EXPECT_TRUE(world.here.dispatcher.run(seen(2), nullptr, rename(kAlice, "Bea")));
}

TEST_F(IfMatch, AnOldVersionIsRefused) {
  ASSERT_TRUE(world.here.dispatcher.run(seen(1), nullptr, rename(kAlice, "Ann")));
  const auto late = world.here.dispatcher.run(seen(1), nullptr, rename(kAlice, "Bea"));
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().id, errors::kRecordVersionOld.id);
}

TEST_F(IfMatch, AVersionNewerThanTheCacheIsNotRefused) {
  ASSERT_TRUE(world.there.dispatcher.run(world.there.context(), nullptr, rename(kAlice, "Ann")));
  EXPECT_TRUE(world.here.dispatcher.run(seen(2), nullptr, rename(kAlice, "Bea")));
}

TEST_F(IfMatch, LosesAgainstWhoWritesMeanwhile) {
  world.here.appender.before_next([&] {
    ASSERT_TRUE(world.there.dispatcher.run(world.there.context(), nullptr, rename(kAlice, "Ann")));
  });
  const auto result = world.here.dispatcher.run(seen(1), nullptr, rename(kAlice, "Bea"));
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().id, errors::kRecordVersionOld.id);
  EXPECT_EQ(world.there.state<UserAggregate>(kAlice).fullname, "Ann");
}

TEST_F(IfMatch, IsAboutTheFirstCommandAlone) {
  const ClearLoginFailures clear{kAlice.value, "home", "password"};
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(world.here.dispatcher.run(world.here.context(), nullptr,
                                          RecordLoginFailure{kAlice.value, "home", "password"}));
  }
  const auto result = world.here.dispatcher.run(seen(1), nullptr, RestoreUser{kAlice, kNow}, clear);
  ASSERT_TRUE(result) << result.error().id << ": the first command brings nothing, and the second "
                      << "one's stream is at another version";
  EXPECT_EQ(world.log.types_of("attempts-" + kAlice.value).back(), "login.failures_cleared");
}

}  // namespace
}  // namespace authledger::test
