// Bytes beside the log: written and removed with their events or not at all, and taken by one at a
// time when they are due.
#include <set>
#include <thread>

#include "tests/contract/log_contract.h"

namespace authledger::test {

using command::AttachmentChange;
using What = AttachmentChange::What;

class AttachmentsTest : public LogContract {
 protected:
  infra::AttachmentStore& store() { return process->attachments(); }
  Timestamp now() { return backend->clock.now(); }

  static AppendItem with(const std::string& stream, std::vector<AttachmentChange> changes,
                         StreamVersion expected = command::kAnyVersion) {
    auto item = item_for(stream, expected);
    item.attachments = std::move(changes);
    return item;
  }
  AttachmentChange put(const std::string& id, const std::string& bytes = "body") {
    return {What::kPut, "message", id, bytes, now()};
  }
  static AttachmentChange removal(const std::string& id) {
    return {What::kRemove, "message", id, {}, {}};
  }
  static AttachmentChange postponed(const std::string& id, Timestamp until) {
    return {What::kPostpone, "message", id, {}, until};
  }
  std::vector<std::string> take(Timestamp at, Timestamp until, int limit = 10) {
    std::vector<std::string> ids;
    const auto due = store().take_due("message", at, until, limit);
    for (const auto& one : *due) ids.push_back(one.id);
    std::sort(ids.begin(), ids.end());
    return ids;
  }
  std::optional<std::string> bytes(const std::string& id) {
    return store().get("message", id).value();
  }
};
INSTANTIATE_TEST_SUITE_P(Log, AttachmentsTest, kEveryBackend, case_name);

using Ids = std::vector<std::string>;

TEST_P(AttachmentsTest, AnyBytesComeBack) {
  std::string all(256, '\0');
  for (int i = 0; i < 256; ++i) all[static_cast<std::size_t>(i)] = static_cast<char>(i);
  append_one(log(), with("message-a", {put("a", all), put("b", "")}));
  EXPECT_EQ(bytes("a"), all);
  EXPECT_EQ(bytes("b"), "");
  EXPECT_EQ(bytes("c"), std::nullopt);
  EXPECT_EQ(store().get("avatar", "a").value(), std::nullopt);
  process = backend->open();
  EXPECT_EQ(bytes("a"), all);
}

TEST_P(AttachmentsTest, AConflictWritesNone) {
  append_one(log(), item_for("message-a", 0));
  std::vector<AppendItem> items{with("message-a", {put("a")}, 0), with("message-b", {put("b")}, 0)};
  const auto outcomes = log().append(items);
  EXPECT_TRUE(is<VersionConflict>(outcomes[0]));
  EXPECT_TRUE(is<Appended>(outcomes[1]));
  EXPECT_EQ(bytes("a"), std::nullopt);
  EXPECT_EQ(bytes("b"), "body");
}

TEST_P(AttachmentsTest, ADuplicateLeavesTheFirstAlone) {
  const auto keyed = [&](const std::string& text) {
    auto item = with("message-a", {put("a", text)});
    item.remember = command::Remembered{"key", "request", "answer", 0, in_s(60)};
    return item;
  };
  append_one(log(), keyed("first"));
  EXPECT_TRUE(is<Duplicate>(append_one(log(), keyed("second"))));
  EXPECT_EQ(bytes("a"), "first");
}

TEST_P(AttachmentsTest, TheLastChangeOfABatchCounts) {
  std::vector<AppendItem> items{
      with("message-a", {put("a", "one")}),
      with("message-a", {removal("a"), postponed("a", in_s(5)), put("b", "one")}),
      with("message-b", {removal("b"), put("b", "two"), put("c")}),
      with("message-c", {postponed("c", in_s(60)), removal("unknown")})};
  log().append(items);
  EXPECT_EQ(bytes("a"), std::nullopt);
  EXPECT_EQ(bytes("b"), "two");
  EXPECT_EQ(take(now(), in_s(30)), Ids({"b"}));
  EXPECT_EQ(take(in_s(60), in_s(90)), Ids({"b", "c"}));
  append_one(log(), with("message-b", {removal("b")}));
  EXPECT_EQ(bytes("b"), std::nullopt);
  EXPECT_EQ(bytes("c"), "body");
}

TEST_P(AttachmentsTest, KindsAndIdsMustBeTexts) {
  auto wrong = put("a");
  wrong.id = "\xff";
  EXPECT_TRUE(is<Error>(append_one(log(), with("message-a", {wrong}))));
  EXPECT_TRUE(log().read_stream("message-a", 0)->empty());
}

TEST_P(AttachmentsTest, ALeaseKeepsOthersAway) {
  append_one(log(), with("message-a", {put("a")}));
  backend->clock.move_s(1);
  append_one(log(), with("message-b", {put("b")}));
  const auto there = backend->open();
  EXPECT_EQ(take(now(), in_s(60), 1), Ids({"a"}));
  const auto other = there->attachments().take_due("message", now(), in_s(60), 10).value();
  ASSERT_EQ(other.size(), 1u);
  EXPECT_EQ(other[0].id, "b");
  EXPECT_EQ(other[0].bytes, "body");
  EXPECT_EQ(take(in_s(59), in_s(90)), Ids());
  EXPECT_EQ(take(in_s(60), in_s(120)), Ids({"a", "b"}));
  EXPECT_EQ(take(in_s(120), in_s(1)), Ids({"a", "b"}));  // never due before it was taken
  EXPECT_EQ(take(in_s(119), in_s(180)), Ids());
}

TEST_P(AttachmentsTest, OnlyTheLastLeaseIsGivenBack) {
  append_one(log(), with("message-a", {put("a")}));
  EXPECT_EQ(take(now(), in_s(60)), Ids({"a"}));
  EXPECT_TRUE(store().give_back("message", "a", in_s(50), now()));
  EXPECT_EQ(take(now(), in_s(60)), Ids());
  EXPECT_TRUE(store().give_back("message", "a", in_s(60), now()));
  EXPECT_EQ(take(now(), in_s(60)), Ids({"a"}));
}

TEST_P(AttachmentsTest, OnlyTheLastLeaseSettles) {
  append_one(log(), with("message-a", {put("a")}));
  EXPECT_EQ(take(now(), in_s(60)), Ids({"a"}));
  append_one(log(), with("message-a", {put("a", "put anew meanwhile")}));
  EXPECT_TRUE(store().settle("message", "a", in_s(60)));
  EXPECT_EQ(bytes("a"), "put anew meanwhile");
  EXPECT_EQ(take(now(), in_s(60)), Ids({"a"}));
  EXPECT_TRUE(store().settle("message", "a", in_s(60)));
  EXPECT_EQ(bytes("a"), std::nullopt);
}

TEST_P(AttachmentsTest, TheQueueIsCountedWithoutWhatIsNeverDue) {
  EXPECT_EQ(store().queue_length("message")->count, 0);
  EXPECT_EQ(store().next_due("message").value(), std::nullopt);
  const auto first = now();
  auto never = put("file");
  never.due_at = {};
  append_one(log(), with("message-a", {put("a"), never}));
  backend->clock.move_s(10);
  append_one(log(), with("message-b", {put("b")}));
  append_one(log(), with("message-a", {postponed("a", in_s(60))}));
  EXPECT_EQ(store().queue_length("message")->count, 2);
  EXPECT_EQ(store().queue_length("message")->oldest, first);
  EXPECT_EQ(store().next_due("message").value(), now());
  take(now(), in_s(300));
  EXPECT_EQ(store().next_due("message").value(), in_s(60));
  EXPECT_EQ(store().queue_length("message")->count, 2);
  EXPECT_EQ(store().queue_length("avatar")->count, 0);
}

TEST_P(AttachmentsTest, TheLastOnesStay) {
  for (const char* id : {"3", "1", "5", "2", "4"})
    EXPECT_TRUE(store().put("outbox", id, "text " + std::string(id)));
  EXPECT_TRUE(store().put("outbox", "2", "again"));
  EXPECT_TRUE(store().put("other", "1", "x"));
  EXPECT_TRUE(store().keep_last("outbox", 4));
  const auto kept = store().last("outbox", 10).value();
  ASSERT_EQ(kept.size(), 4u);
  EXPECT_EQ(kept.front().id, "2");
  EXPECT_EQ(kept.front().bytes, "again");
  EXPECT_EQ(kept.back().id, "5");
  EXPECT_EQ(store().last("outbox", 1)->front().id, "5");
  EXPECT_EQ(store().last("other", 10)->size(), 1u);
  EXPECT_TRUE(store().remove("outbox", "5"));
  EXPECT_EQ(store().last("outbox", 1)->front().id, "4");
}

TEST_P(AttachmentsTest, TakersAtTheSameTimeShare) {
  constexpr int kMessages = 60;
  for (int i = 0; i < kMessages; ++i) {
    const auto id = std::to_string(i);
    append_one(log(), with("message-" + id, {put(id)}));
  }
  std::mutex mutex;
  std::multiset<std::string> taken;
  std::vector<std::unique_ptr<LogProcess>> processes;
  for (int i = 0; i < 4; ++i) processes.push_back(backend->open());
  std::vector<std::thread> threads;
  for (auto& each : processes) {
    threads.emplace_back([&, own = each.get()] {
      for (int idle = 0; idle < 3;) {
        const auto due = own->attachments().take_due("message", now(), in_s(60), 3);
        idle = due && due->empty() ? idle + 1 : 0;
        if (!due) continue;
        const std::lock_guard lock(mutex);
        for (const auto& one : *due) taken.insert(one.id);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(taken.size(), static_cast<std::size_t>(kMessages));
  EXPECT_EQ(std::set<std::string>(taken.begin(), taken.end()).size(),
            static_cast<std::size_t>(kMessages));
}

}  // namespace authledger::test
