// Appending and reading: positions, versions, batches.
#include "tests/contract/log_contract.h"

namespace authledger::test {

class EventLogTest : public LogContract {};
INSTANTIATE_TEST_SUITE_P(Log, EventLogTest, kEveryBackend, case_name);

TEST_P(EventLogTest, AFreshLogIsEmpty) {
  const auto head = log().head();
  ASSERT_TRUE(head);
  EXPECT_EQ(head->position, 0);
  EXPECT_EQ(head->epoch, 1);
  EXPECT_TRUE(log().read_all(0, 10)->empty());
  EXPECT_TRUE(log().read_stream("user-1", 0)->empty());
  EXPECT_TRUE(log().append({}).empty());
}

TEST_P(EventLogTest, PositionsAreDenseOverStreamsAndBatches) {
  std::vector<AppendItem> items{item_for("user-1", 0, 2), item_for("user-2", 0, 1)};
  const auto outcomes = log().append(items);
  ASSERT_EQ(outcomes.size(), 2u);
  EXPECT_EQ(std::get<Appended>(outcomes[0]).first, 1);
  EXPECT_EQ(std::get<Appended>(outcomes[0]).last, 2);
  EXPECT_EQ(position_of(outcomes[1]), 3);
  EXPECT_EQ(position_of(append_one(log(), item_for("user-1", 2))), 4);
  EXPECT_EQ(log().head()->position, 4);
}

TEST_P(EventLogTest, FillsTheItemsIn) {
  std::vector<AppendItem> items{item_for("user-1", 0, 2)};
  log().append(items);
  const auto& second = items[0].writes[0].events[1];
  EXPECT_EQ(second.position, 2);
  EXPECT_EQ(second.stream_version, 2);
  EXPECT_EQ(second.stream_id, "user-1");
}

TEST_P(EventLogTest, EventsComeBackAsTheyWere) {
  auto item = item_for("user-ü");
  const auto event = item.writes[0].events[0];
  append_one(log(), std::move(item));
  const auto stream = log().read_stream("user-ü", 0);
  ASSERT_EQ(stream->size(), 1u);
  const auto& read = stream->front();
  EXPECT_EQ(read.position, 1);
  EXPECT_EQ(read.event_id, event.event_id);
  EXPECT_EQ(read.tenant_id, "root");
  EXPECT_EQ(read.stream_id, "user-ü");
  EXPECT_EQ(read.stream_version, 1);
  EXPECT_EQ(read.type, "user.banned");
  EXPECT_EQ(read.schema_version, 2);
  EXPECT_EQ(read.recorded_at, event.recorded_at);
  EXPECT_EQ(read.subject, "subject-1");
  EXPECT_EQ(read.payload, event.payload);
  EXPECT_EQ(read.meta, event.meta);
}

TEST_P(EventLogTest, ExpectedVersionIsExact) {
  EXPECT_TRUE(is<Appended>(append_one(log(), item_for("user-1", 0, 3))));
  for (const StreamVersion wrong : {0, 2, 4}) {
    const auto outcome = append_one(log(), item_for("user-1", wrong));
    ASSERT_TRUE(is<VersionConflict>(outcome)) << wrong;
    EXPECT_EQ(std::get<VersionConflict>(outcome).actual, 3);
    EXPECT_EQ(std::get<VersionConflict>(outcome).stream_id, "user-1");
  }
  EXPECT_TRUE(is<Appended>(append_one(log(), item_for("user-1", 3))));
  EXPECT_TRUE(is<Appended>(append_one(log(), item_for("user-1", command::kAnyVersion))));
  EXPECT_TRUE(is<VersionConflict>(append_one(log(), item_for("user-2", 1))));
  EXPECT_EQ(log().read_stream("user-1", 0)->size(), 5u);
}

TEST_P(EventLogTest, AConflictFailsAlone) {
  append_one(log(), item_for("user-1", 0));
  std::vector<AppendItem> items{item_for("user-2", 0), item_for("user-1", 0),
                                item_for("user-3", 0)};
  const auto outcomes = log().append(items);
  EXPECT_EQ(position_of(outcomes[0]), 2);
  EXPECT_TRUE(is<VersionConflict>(outcomes[1]));
  EXPECT_EQ(position_of(outcomes[2]), 3);
}

TEST_P(EventLogTest, LaterItemsSeeEarlierOnes) {
  std::vector<AppendItem> items{item_for("user-1", 0), item_for("user-1", 1),
                                item_for("user-1", 1)};
  const auto outcomes = log().append(items);
  EXPECT_EQ(position_of(outcomes[0]), 1);
  EXPECT_EQ(position_of(outcomes[1]), 2);
  ASSERT_TRUE(is<VersionConflict>(outcomes[2]));
  EXPECT_EQ(std::get<VersionConflict>(outcomes[2]).actual, 2);
}

TEST_P(EventLogTest, AnItemIsAllOrNothing) {
  append_one(log(), item_for("user-2", 0));
  auto item = item_for("user-1", 0);
  item.writes.push_back(item_for("user-2", 0).writes[0]);
  item.claims.push_back({email_claim("a"), true, "user-1"});
  item.remember = command::Remembered{"key", "request", "answer", 0, in_s(60)};
  EXPECT_TRUE(is<VersionConflict>(append_one(log(), item)));
  EXPECT_TRUE(log().read_stream("user-1", 0)->empty());
  EXPECT_FALSE(log().claim_owner(email_claim("a"))->has_value());
  EXPECT_FALSE(log().remembered("key")->has_value());
  EXPECT_EQ(log().head()->position, 1);
}

TEST_P(EventLogTest, AWriteWithoutEventsGuardsAVersion) {
  append_one(log(), item_for("app-1", 0));
  auto item = item_for("user-1", 0);
  item.writes.push_back({"app-1", 1, {}});
  EXPECT_TRUE(is<Appended>(append_one(log(), item)));
  item = item_for("user-2", 0);
  item.writes.push_back({"app-1", 0, {}});
  EXPECT_TRUE(is<VersionConflict>(append_one(log(), item)));
}

TEST_P(EventLogTest, AnItemWithoutEventsAnswersTheHead) {
  append_one(log(), item_for("user-1", 0, 3));
  AppendItem item;
  item.claims.push_back({email_claim("a"), true, "user-1"});
  const auto outcome = append_one(log(), item);
  ASSERT_TRUE(is<Appended>(outcome));
  EXPECT_EQ(std::get<Appended>(outcome).first, 0);
  EXPECT_EQ(std::get<Appended>(outcome).last, 3);
  EXPECT_EQ(position_of(append_one(log(), AppendItem{})), 3);
}

TEST_P(EventLogTest, ReadAllPages) {
  for (int i = 0; i < 5; ++i) append_one(log(), item_for("user-" + std::to_string(i), 0, 5));
  Position after = 0;
  std::size_t pages = 0;
  for (;; ++pages) {
    const auto page = log().read_all(after, 7);
    ASSERT_TRUE(page);
    if (page->empty()) break;
    EXPECT_LE(page->size(), 7u);
    for (const auto& event : *page) EXPECT_EQ(event.position, ++after);
  }
  EXPECT_EQ(after, 25);
  EXPECT_EQ(pages, 4u);
}

TEST_P(EventLogTest, ReadStreamStartsBehindAVersion) {
  append_one(log(), item_for("user-1", 0, 5));
  append_one(log(), item_for("user-2", 0, 1));
  const auto tail = log().read_stream("user-1", 3);
  ASSERT_EQ(tail->size(), 2u);
  EXPECT_EQ(tail->front().stream_version, 4);
}

TEST_P(EventLogTest, ReadNewestEndsWithTheLast) {
  append_one(log(), item_for("user-1", 0, 5));
  append_one(log(), item_for("user-2", 0, 1));
  const auto newest = log().read_newest("user-1", 2);
  ASSERT_EQ(newest->size(), 2u);
  EXPECT_EQ(newest->front().stream_version, 4);
  EXPECT_EQ(newest->back().stream_version, 5);
  EXPECT_EQ(log().read_newest("user-1", 9)->size(), 5u);
  EXPECT_TRUE(log().read_newest("user-3", 9)->empty());
}

TEST_P(EventLogTest, ReopeningKeepsEverything) {
  append_one(log(), taking(email_claim("a"), "user-1"));
  process = backend->open();
  EXPECT_EQ(log().head()->position, 1);
  EXPECT_EQ(log().claim_owner(email_claim("a"))->value(), "user-1");
  EXPECT_EQ(position_of(append_one(log(), item_for("user-1", 1))), 2);
}

TEST_P(EventLogTest, ABadTextFailsAlone) {
  std::vector<AppendItem> items{item_for("user-1", 0), item_for("user-2", 0), item_for("user-3", 0),
                                item_for("user-4", 0)};
  items[1].writes[0].events[0].payload = std::string("{\"a\":\"\0\"}", 9);
  items[2].writes[0].events[0].meta = "{\"a\":\"\xff\"}";
  const auto outcomes = log().append(items);
  EXPECT_EQ(position_of(outcomes[0]), 1);
  EXPECT_EQ(std::get<Error>(outcomes[1]).code, Code::kInvalid);
  EXPECT_EQ(std::get<Error>(outcomes[2]).code, Code::kInvalid);
  EXPECT_EQ(position_of(outcomes[3]), 2);
}

TEST_P(EventLogTest, AnEventIdIsUsedOnce) {
  auto first = item_for("user-1", 0);
  std::vector<AppendItem> items{item_for("user-2", 0), item_for("user-3", 0),
                                item_for("user-4", 0)};
  items[1].writes[0].events[0].event_id = first.writes[0].events[0].event_id;
  append_one(log(), first);
  const auto outcomes = log().append(items);
  EXPECT_EQ(position_of(outcomes[0]), 2);
  EXPECT_TRUE(is<Error>(outcomes[1]));
  EXPECT_EQ(position_of(outcomes[2]), 3);
  EXPECT_TRUE(log().read_stream("user-3", 0)->empty());
}

TEST_P(EventLogTest, RaisingTheEpoch) {
  EXPECT_EQ(process->maintenance().raise_epoch().value(), 2);
  EXPECT_EQ(log().head()->epoch, 2);
  EXPECT_EQ(position_of(append_one(log(), item_for("user-1", 0))), 1);
  EXPECT_EQ(log().head()->epoch, 2);
}

}  // namespace authledger::test
