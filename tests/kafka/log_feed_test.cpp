// The feed of the embedded profile.
#include "infra/log/log_feed.h"

#include <future>

#include "tests/kafka/support.h"

namespace authledger::infra::test {
namespace {

TEST(LogFeed, ReadsBehindAPosition) {
  VectorLog log;
  log.grow(30);
  LogFeed feed(log);
  const auto events = feed.next(10, 5, 1s);
  ASSERT_TRUE(events);
  ASSERT_EQ(events->size(), 5U);
  EXPECT_EQ(events->front().position, 11);
  EXPECT_EQ(events->front().meta.find("c2VhbGVk"), std::string::npos);
}

TEST(LogFeed, IsWokenByACommit) {
  VectorLog log;
  LogFeed feed(log, {60'000});
  auto waiting = std::async(std::launch::async, [&] { return feed.next(0, 10, 60s); });
  EXPECT_EQ(waiting.wait_for(20ms), std::future_status::timeout);
  log.grow(1);
  feed.notify(1);
  ASSERT_EQ(waiting.wait_for(10s), std::future_status::ready);
  EXPECT_EQ(waiting.get()->size(), 1U);
}

TEST(LogFeed, FindsCommitsOfOtherProcesses) {
  VectorLog log;
  LogFeed feed(log, {5});
  auto waiting = std::async(std::launch::async, [&] { return feed.next(0, 10, 60s); });
  log.grow(1);
  ASSERT_EQ(waiting.wait_for(10s), std::future_status::ready);
  EXPECT_EQ(waiting.get()->size(), 1U);
}

TEST(LogFeed, InterruptReturnsAtOnce) {
  VectorLog log;
  LogFeed feed(log, {60'000});
  auto waiting = std::async(std::launch::async, [&] { return feed.next(0, 10, 60s); });
  EXPECT_EQ(waiting.wait_for(20ms), std::future_status::timeout);
  feed.interrupt();
  ASSERT_EQ(waiting.wait_for(10s), std::future_status::ready);
  EXPECT_TRUE(waiting.get()->empty());
  feed.interrupt();  // before the call: not lost
  EXPECT_TRUE(feed.next(0, 10, 60s)->empty());
}

TEST(LogFeed, SaysThatTheLogIsDownAndWhatIsBeyondIt) {
  VectorLog log;
  log.grow(1);
  LogFeed feed(log, {5});
  log.down = true;
  EXPECT_EQ(feed.next(0, 10, 20ms).error().id, errors::kLogUnavailable.id);
  log.down = false;
  EXPECT_EQ(feed.next(2, 10, 20ms).error().id, errors::kLogBehindReader.id);
  EXPECT_TRUE(feed.next(1, 10, 0ms)->empty());
}

}  // namespace
}  // namespace authledger::infra::test
