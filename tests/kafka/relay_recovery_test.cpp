// What a new leader makes of a topic that does not agree with its checkpoint.
#include "infra/kafka/topic_tail.h"
#include "tests/kafka/relay_fixture.h"

namespace authledger::infra::test {
namespace {

using RelayRecovery = RelayTest;

TEST_F(RelayRecovery, LateRecordsOfAFormerLeaderDoNoHarm) {
  log.grow(300);
  publish_all();
  for (Position i = 100; i < 160; ++i) write(log.at(i));
  log.grow(300);
  publish_all();
  expect_nothing_lost(read_topic(), log);
}

TEST_F(RelayRecovery, FillsATopicThatWasDeleted) {
  log.grow(300);
  publish_all();
  delete_topic();
  ASSERT_TRUE(eventually([&] {  // deletion goes on in the background
    return ensure_topic(kafka).has_value() && is_new();
  }));
  log.grow(5);
  publish_all();
  EXPECT_EQ(read_topic().size(), 305U);
  expect_nothing_lost(read_topic(), log);
}

TEST_F(RelayRecovery, FillsATopicThatWasMadeAnewWhileItLed) {
  log.grow(300);
  const auto relay = start_relay(lock);
  wait_for_all(*relay);
  delete_topic();
  ASSERT_TRUE(eventually([&] { return ensure_topic(kafka).has_value() && is_new(); }));
  log.grow(60);
  relay->notify();
  ASSERT_TRUE(eventually([&] { return relay->status().acknowledged >= log.size(); }));
  relay->stop();
  EXPECT_GE(relay->status().elections, 2);
  expect_nothing_lost(read_topic(), log);
}

TEST_F(RelayRecovery, ClearsPartitionsThatBeginInTheMiddle) {
  log.grow(300);
  ASSERT_TRUE(checkpoints.put("relay", 250));
  for (Position i = 251; i <= 300; ++i) {  // what a leader that knew nothing wrote
    const auto record = to_record(log.at(i), {kafka.source, 1, 1});
    write(partition_of(log.at(i).stream_id, kafka.partitions), *record);
  }
  publish_all();
  expect_nothing_lost(read_topic(), log);
  EXPECT_EQ(*checkpoints.get("relay.filling"), 0);
  const auto records = read_topic().size();
  log.grow(1);
  publish_all();  // and not again
  EXPECT_EQ(read_topic().size(), records + 1);
}

TEST_F(RelayRecovery, AFormerLeaderThatWakesUpClearsNothingThatWasFilledSince) {
  log.grow(300);
  for (Position i = 251; i <= 300; ++i) {
    const auto record = to_record(log.at(i), {kafka.source, 1, 1});
    write(partition_of(log.at(i).stream_id, kafka.partitions), *record);
  }
  auto tails = read_tails(kafka, kafka.partitions, 300);  // and here the former leader stops
  ASSERT_TRUE(tails);
  publish_all();  // another one clears and fills
  ASSERT_EQ(read_topic().size(), 300U);
  ASSERT_TRUE(clear_late_starts(kafka, *tails));  // it wakes up
  EXPECT_EQ(read_topic().size(), 300U);
  expect_nothing_lost(read_topic(), log);
}

TEST_F(RelayRecovery, LeavesAnOutlivedRetentionAloneButNotAnUnfinishedFilling) {
  const auto empty = [&] {
    auto tails = read_tails(kafka, kafka.partitions, log.size());
    ASSERT_TRUE(tails);
    for (auto& tail : *tails) tail.starts_late = true;
    ASSERT_TRUE(clear_late_starts(kafka, *tails));
    ASSERT_TRUE(read_topic().empty());
  };
  log.grow(300);
  publish_all();
  empty();
  log.grow(1);
  publish_all();
  EXPECT_EQ(read_topic().size(), 1U);

  empty();
  ASSERT_TRUE(checkpoints.put("relay.filling", 301));
  publish_all();
  EXPECT_EQ(read_topic().size(), 301U);
  expect_nothing_lost(read_topic(), log);
  EXPECT_EQ(*checkpoints.get("relay.filling"), 0);
}

TEST_F(RelayRecovery, FillsWhatIsMissingBelowItsCheckpoint) {
  log.grow(300);
  publish_all();  // as if it had died while it filled a new topic
  log.grow(400);
  ASSERT_TRUE(checkpoints.put("relay", 600));
  publish_all();
  EXPECT_EQ(read_topic().size(), 700U);
  expect_nothing_lost(read_topic(), log);
}

}  // namespace
}  // namespace authledger::infra::test
