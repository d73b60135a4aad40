// The form of a record, without a broker. What stands on a real topic: relay_test.cpp.
#include "infra/kafka/record.h"

#include "infra/log/published_event.h"
#include "tests/kafka/support.h"

namespace authledger::infra::test {
namespace {

std::optional<ReceivedEvent> read_back(const TopicRecord& record) {
  std::vector<std::pair<std::string_view, std::string_view>> headers(record.headers.begin(),
                                                                     record.headers.end());
  return from_record(record.key, record.value, headers, "here");
}

TEST(Record, BringsTheEventBack) {
  VectorLog log;
  log.append(event_of("user-1", 1));
  const auto record = to_record(log.at(1), {"here", 3, 0});
  ASSERT_TRUE(record);
  const auto received = read_back(*record);
  ASSERT_TRUE(received);
  const auto expected = as_published(log.at(1));
  EXPECT_EQ(received->epoch, 3);
  EXPECT_EQ(received->previous, 0);
  EXPECT_EQ(received->event.position, 1);
  EXPECT_EQ(received->event.type, "user.role_changed");
  EXPECT_EQ(received->event.stream_version, 1);
  EXPECT_EQ(received->event.recorded_at, expected.recorded_at);
  EXPECT_EQ(received->event.payload, expected.payload);
  EXPECT_EQ(received->event.meta, expected.meta);
  EXPECT_EQ(received->event.meta.find("c2VhbGVk"), std::string::npos) << "the address is gone";
}

TEST(Record, LeavesEmptyAttributesOut) {
  auto event = event_of("keys", 1);
  event.position = 1;
  event.subject.clear();
  event.meta = R"({"actorKind":"system","actorId":""})";
  const auto record = to_record(event, {"here", 1, 0});
  ASSERT_TRUE(record);
  for (const auto& [name, value] : record->headers) {
    EXPECT_FALSE(value.empty()) << name;  // CloudEvents 1.0: an attribute is a non-empty text
    EXPECT_NE(name, "ce_keysubject");
    EXPECT_NE(name, "ce_actorid");
  }
  EXPECT_TRUE(read_back(*record)->event.subject.empty());
}

TEST(Record, OfAnotherInstallationIsForeign) {
  VectorLog log;
  log.append(event_of("user-1", 1));
  EXPECT_FALSE(read_back(*to_record(log.at(1), {"elsewhere", 1, 0})));
}

TEST(Record, NeedsAPayloadThatIsJson) {
  auto event = event_of("user-1", 1);
  event.payload = R"({"passwordHash":{"secret":"CANARY"})";
  const auto record = to_record(event, {"here", 1, 0});
  ASSERT_FALSE(record);
  EXPECT_EQ(record.error().id, errors::kCorruptEvent.id);
  EXPECT_EQ(record.error().detail.find("CANARY"), std::string::npos);
}

TEST(Record, HeadersAreTextsAndStandOnce) {
  auto event = event_of("user-1", 1);
  event.position = 7;
  const auto good = *to_record(event, {"here", 1, 0});
  ASSERT_TRUE(read_back(good));
  auto twice = good;
  twice.headers.emplace_back("position", "8");
  EXPECT_FALSE(read_back(twice));
  auto no_text = good;
  no_text.headers.emplace_back("ce_causationid", "\xff");
  EXPECT_FALSE(read_back(no_text));
}

TEST(PublishedEvent, IsTheSameFromLogAndTopic) {
  auto event = event_of("user-1", 1);
  event.position = 1;
  event.payload = R"({"userId":"1","passwordHash":{"secret":"CANARY"}})";
  const auto from_log = as_published(event);
  const auto from_topic = read_back(*to_record(event, {"here", 1, 0}));
  ASSERT_TRUE(from_topic);
  EXPECT_EQ(from_log.payload, R"({"userId":"1"})");
  EXPECT_EQ(from_log.payload, from_topic->event.payload);
  EXPECT_EQ(from_log.meta, from_topic->event.meta);
}

}  // namespace
}  // namespace authledger::infra::test
