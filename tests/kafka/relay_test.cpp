// The relay on a real broker, seen by a raw consumer.
#include <map>

#include "tests/kafka/relay_fixture.h"

namespace authledger::infra::test {
namespace {

TEST_F(RelayTest, PublishesEventsAsDocumented) {
  auto event = event_of("user-7", 1);
  event.payload = R"({"userId":"7","email":{"personal":"c2VhbGVk"},)"
                  R"("passwordHash":{"secret":"CANARY"},"list":[{"secret":"CANARY"}]})";
  log.append(event);
  log.append(event_of("user-7", 2));
  publish_all();

  const auto records = read_topic();
  ASSERT_EQ(records.size(), 2U);
  const auto& first = records[0];
  EXPECT_EQ(first.partition, partition_of("user-7", 12));
  EXPECT_EQ(first.key, "user-7");
  EXPECT_EQ(first.value, R"({"userId":"7","email":{"personal":"c2VhbGVk"},"list":[]})");
  const std::vector<std::pair<std::string, std::string>> expected{
      {"content-type", "application/json"},
      {"ce_specversion", "1.0"},
      {"ce_id", "01890000-0000-7000-8000-000000000001"},
      {"ce_type", "authledger.user.role_changed.v1"},
      {"ce_source", "authledger"},
      {"ce_time", "2026-03-01T10:00:00.001Z"},
      {"ce_subject", "user-7"},
      {"ce_partitionkey", "user-7"},
      {"position", "1"},
      {"prevposition", "0"},
      {"ce_epoch", "1"},
      {"ce_tenantid", "main"},
      {"ce_streamversion", "1"},
      {"ce_schemaversion", "1"},
      {"ce_keysubject", "user-7"},
      {"ce_actorkind", "user"},
      {"ce_actorid", "alice"},
      {"ce_correlationid", "req-1"}};
  EXPECT_EQ(first.headers, expected);
  EXPECT_EQ(records[1].header("prevposition"), "1");
  EXPECT_EQ(records[1].header("ce_streamversion"), "2");
}

TEST_F(RelayTest, NoSecretAndNoAddressReachesTheTopic) {
  for (int i = 1; i <= 50; ++i) {
    auto event = event_of("user-" + std::to_string(i), i);
    event.payload = R"({"a":{"b":[{"c":{"secret":"CANARY"}}]},"d":{"secret":"CANARY"}})";
    event.meta = R"({"actorKind":"system","ip":{"personal":"CANARY"},)"
                 R"("userAgent":{"personal":"CANARY"}})";
    log.append(event);
  }
  publish_all();
  const auto records = read_topic();
  ASSERT_EQ(records.size(), 50U);
  for (const auto& record : records) {
    auto all = record.key + record.value;
    for (const auto& [name, value] : record.headers) all += name + value;
    EXPECT_EQ(all.find("CANARY"), std::string::npos) << all;
    EXPECT_EQ(record.value, R"({"a":{"b":[{}]}})");
  }
}

TEST_F(RelayTest, ChainStaysWholeOverRestarts) {
  for (int i = 0; i < 4; ++i) {
    log.grow(337);
    publish_all();
  }
  const auto records = read_topic();
  EXPECT_EQ(records.size(), 4U * 337U);  // a stop that went well repeats nothing
  expect_nothing_lost(records, log);
}

TEST_F(RelayTest, RepeatsWhatItsCheckpointDoesNotCover) {
  log.grow(500);
  publish_all();
  MemoryCheckpoints older;
  ASSERT_TRUE(older.put("relay", 320));
  Relay again(log, lock, older, settings());
  again.start();
  wait_for_all(again);
  again.stop();
  const auto records = read_topic();
  EXPECT_EQ(records.size(), 500U + 180U);
  expect_nothing_lost(records, log);
}

TEST_F(RelayTest, ChecksThatAllIsAcknowledgedBeforeTheCheckpointMoves) {
  int puts = 0;
  checkpoints.before_put = [&](Position position) {
    ++puts;
    std::map<Position, int> there;
    for (const auto& record : read_topic()) ++there[record.number("position")];
    for (Position i = 1; i <= position; ++i) EXPECT_EQ(there.count(i), 1U) << i;
  };
  log.grow(2'500);
  const auto relay = start_relay(lock);
  wait_for_all(*relay);
  log.grow(10);
  relay->notify();
  wait_for_all(*relay);
  relay->stop();
  EXPECT_GE(puts, 2);
  EXPECT_EQ(*checkpoints.get("relay"), 2'510);
  EXPECT_EQ(relay->status().checkpoint, 2'510);
}

TEST_F(RelayTest, AnotherTakesOverWhenTheLockIsLost) {
  MemoryLock other_lock(place);
  log.grow(100);
  const auto first = start_relay(lock);
  wait_for_all(*first);
  const auto second = start_relay(other_lock);
  ASSERT_TRUE(eventually([&] { return second->status().state == RelayState::kFollowing; }));

  for (int i = 0; i < 6; ++i) {
    log.grow(800);
    place.revoke();  // in the middle of publishing, or before
    first->notify();
    second->notify();
    ASSERT_TRUE(eventually([&] {
      return std::max(first->status().acknowledged, second->status().acknowledged) >= log.size();
    }));
  }
  EXPECT_GE(first->status().elections, 2);
  EXPECT_GE(second->status().elections, 2);
  first->stop();
  second->stop();
  expect_nothing_lost(read_topic(), log);
}

TEST_F(RelayTest, StopsBeforeAnEventThatCannotBePublished) {
  log.grow(20);
  auto broken = event_of("user-1", 21);
  broken.payload = "not json";
  log.append(broken);
  log.grow(20);
  const auto relay = start_relay(lock);
  ASSERT_TRUE(
      eventually([&] { return relay->status().error.find("position 21") != std::string::npos; }));
  const auto elections = relay->status().elections;
  ASSERT_TRUE(eventually([&] { return relay->status().elections >= elections + 2; }));
  relay->stop();
  EXPECT_EQ(read_topic().size(), 20U);
  EXPECT_EQ(*checkpoints.get("relay"), 20);
}

TEST_F(RelayTest, FindsCommitsOfOtherProcessesByItself) {
  const auto relay = start_relay(lock);
  ASSERT_TRUE(eventually([&] { return relay->status().state == RelayState::kLeading; }));
  log.grow(3);  // no notify()
  wait_for_all(*relay);
}

TEST_F(RelayTest, SurvivesALogThatIsDown) {
  const auto relay = start_relay(lock);
  log.grow(10);
  wait_for_all(*relay);
  log.down = true;
  ASSERT_TRUE(eventually([&] { return relay->status().state == RelayState::kFailing; }));
  EXPECT_FALSE(relay->status().error.empty());
  log.down = false;
  log.grow(10);
  wait_for_all(*relay);
  EXPECT_TRUE(relay->status().error.empty());
  relay->stop();
  expect_nothing_lost(read_topic(), log);
}

TEST_F(RelayTest, SaysThatKafkaIsDownAndStopsInTime) {
  auto nowhere = settings();
  nowhere.kafka.brokers = "127.0.0.1:1";
  log.grow(5);
  Relay relay(log, lock, checkpoints, nowhere);
  relay.start();
  ASSERT_TRUE(eventually([&] { return relay.status().state == RelayState::kFailing; }));
  EXPECT_FALSE(relay.status().error.empty());
  EXPECT_EQ(relay.status().acknowledged, 0);
  const auto started = std::chrono::steady_clock::now();
  relay.stop();
  EXPECT_LT(std::chrono::steady_clock::now() - started, 8s);
  EXPECT_EQ(*checkpoints.get("relay"), 0);
}

}  // namespace
}  // namespace authledger::infra::test
