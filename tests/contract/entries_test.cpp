// Entries: streams found by keys that many share.
#include <algorithm>

#include "tests/contract/log_contract.h"

namespace authledger::test {

using command::Entry;
using command::EntryQuery;

class EntriesTest : public LogContract {
 protected:
  static Entry entry(const std::string& key, const std::string& stream,
                     const std::string& kind = "grant", const std::string& tenant = "root") {
    return {tenant, kind, key, stream};
  }
  static AppendItem changing(std::vector<command::EntryChange> changes) {
    auto item = item_for("permission-" + next_event_id());
    item.entries = std::move(changes);
    return item;
  }
  void add(const Entry& one) { ASSERT_TRUE(is<Appended>(append_one(log(), changing({{one}})))); }
  void remove(const Entry& one) {
    ASSERT_TRUE(is<Appended>(append_one(log(), changing({{one, false}}))));
  }
  std::vector<std::string> streams(std::vector<std::string> keys, const std::string& kind = "grant",
                                   const std::string& tenant = "root") {
    std::vector<std::string> out;
    const auto found = log().find_entries({tenant, kind, std::move(keys)});
    EXPECT_TRUE(found);
    if (!found) return out;
    for (const auto& one : *found) out.push_back(one.key + "=" + one.stream_id);
    return out;
  }
  using Streams = std::vector<std::string>;
};
INSTANTIATE_TEST_SUITE_P(Log, EntriesTest, kEveryBackend, case_name);

TEST_P(EntriesTest, ManyStreamsShareAKey) {
  add(entry("a", "s2"));
  add(entry("a", "s1"));
  add(entry("b", "s3"));
  EXPECT_EQ(streams({"a"}), (Streams{"a=s1", "a=s2"}));
  EXPECT_EQ(streams({"b", "a", "c"}), (Streams{"a=s1", "a=s2", "b=s3"}));
  EXPECT_EQ(streams({}), Streams{});
}

TEST_P(EntriesTest, TenantKindAndKeyTellThemApart) {
  add(entry("a", "s1"));
  add(entry("a", "s2", "group"));
  add(entry("a", "s3", "grant", "shop"));
  add(entry("A", "s4"));
  EXPECT_EQ(streams({"a"}), Streams{"a=s1"});
  EXPECT_EQ(streams({"a"}, "group"), Streams{"a=s2"});
  EXPECT_EQ(streams({"a"}, "grant", "shop"), Streams{"a=s3"});
}

TEST_P(EntriesTest, TwiceIsOnceAndRemovingWhatIsNotThereIsFine) {
  add(entry("a", "s1"));
  add(entry("a", "s1"));
  EXPECT_EQ(streams({"a"}), Streams{"a=s1"});
  remove(entry("a", "s1"));
  EXPECT_EQ(streams({"a"}), Streams{});
  remove(entry("a", "s1"));
  remove(entry("b", "s1"));
  EXPECT_EQ(streams({"a", "b"}), Streams{});
}

TEST_P(EntriesTest, TheLastChangeCounts) {
  add(entry("old", "s1"));
  auto item = changing({{entry("old", "s1"), false},
                        {entry("new", "s1")},
                        {entry("gone", "s1")},
                        {entry("gone", "s1"), false},
                        {entry("back", "s1"), false},
                        {entry("back", "s1")}});
  ASSERT_TRUE(is<Appended>(append_one(log(), item)));
  EXPECT_EQ(streams({"old", "new", "gone", "back"}), (Streams{"back=s1", "new=s1"}));
}

TEST_P(EntriesTest, LaterItemsOfABatchChangeWhatEarlierOnesDid) {
  std::vector<AppendItem> items{changing({{entry("a", "s1")}, {entry("b", "s1")}}),
                                changing({{entry("a", "s1"), false}, {entry("a", "s2")}}),
                                changing({{entry("b", "s1"), false}}),
                                changing({{entry("b", "s1")}})};
  for (const auto& outcome : log().append(items)) EXPECT_TRUE(is<Appended>(outcome));
  EXPECT_EQ(streams({"a", "b"}), (Streams{"a=s2", "b=s1"}));
}

TEST_P(EntriesTest, ARefusedItemChangesNone) {
  add(entry("old", "s1"));
  append_one(log(), item_for("taken"));
  auto item = item_for("taken", 0);
  item.entries = {{entry("old", "s1"), false}, {entry("a", "s1")}};
  EXPECT_TRUE(is<VersionConflict>(append_one(log(), item)));
  EXPECT_EQ(streams({"a", "old"}), Streams{"old=s1"});
}

TEST_P(EntriesTest, TextsThatNoStoreKeepsAreRefused) {
  for (const auto& bad : {std::string("a\0b", 3), std::string("\xff")}) {
    auto item = changing({{entry(bad, "s1")}});
    const auto outcome = append_one(log(), item);
    ASSERT_TRUE(is<Error>(outcome));
    EXPECT_EQ(std::get<Error>(outcome).code, Code::kInvalid);
  }
}

// Page by page everything comes once, in the order of bytes, whatever the page's size.
TEST_P(EntriesTest, PagesGoThroughAll) {
  std::vector<command::EntryChange> changes;
  std::vector<std::string> expected;
  for (const char* key : {"B", "a", "ab", "b", "é"}) {
    for (const char* stream : {"A-2", "a-1", "a-10", "a-2", "a_1"}) {
      changes.push_back({entry(key, stream)});
      expected.push_back(std::string(key) + "=" + stream);
    }
  }
  ASSERT_TRUE(is<Appended>(append_one(log(), changing(changes))));
  for (const int limit : {1, 2, 5, 7, 100}) {
    EntryQuery query{"root", "grant", {"é", "b", "ab", "a", "B", "nothing"}};
    query.limit = limit;
    std::vector<std::string> seen;
    for (;;) {
      const auto page = log().find_entries(query);
      ASSERT_TRUE(page);
      ASSERT_LE(static_cast<int>(page->size()), limit);
      if (page->empty()) break;
      for (const auto& one : *page) seen.push_back(one.key + "=" + one.stream_id);
      query.after_key = page->back().key;
      query.after_stream = page->back().stream_id;
    }
    EXPECT_EQ(seen, expected) << "pages of " << limit;
  }
}

TEST_P(EntriesTest, MaintenanceReadsThemAll) {
  const std::vector<Entry> all = {entry("a", "s1", "grant", "acme"), entry("b", "s1", "group"),
                                  entry("a", "s1"), entry("a", "s2")};
  for (const auto& one : all) add(one);
  auto sorted = all;
  std::sort(sorted.begin(), sorted.end());
  std::vector<Entry> seen;
  auto& maintenance = process->maintenance();
  for (Entry after;;) {
    const auto page = maintenance.read_entries(after, 1);
    ASSERT_TRUE(page);
    if (page->empty()) break;
    seen.push_back(after = page->front());
  }
  EXPECT_EQ(seen, sorted);
  EXPECT_TRUE(*maintenance.has_entry(all[3]));
  EXPECT_FALSE(*maintenance.has_entry(entry("a", "s3")));
}

TEST_P(EntriesTest, AnotherProcessSeesThemAtOnce) {
  const auto other = backend->open();
  add(entry("a", "s1"));
  EXPECT_EQ(other->log().find_entries({"root", "grant", {"a"}})->size(), 1u);
}

}  // namespace authledger::test
