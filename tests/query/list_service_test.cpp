// Lists with their cache, and single gets, over a real SQLite read model kept by a real runner.
#include "query/list.h"

#include <gtest/gtest.h>

#include <thread>

#include "projections/runner.h"
#include "query/board_progress.h"
#include "tests/projection/scripted_log.h"
#include "tests/support/document_stores.h"

namespace authledger::tests {
namespace {

using namespace projections;
using namespace query;
using namespace std::chrono_literals;

class ListServiceTest : public testing::Test {
 protected:
  ListServiceTest() { runner_.start(); }

  Result<ListAnswer> list(Position after, CacheOptions options = {}) {
    return service_.list(projection_.schema(), {.tenant_id = "root"}, {.min_position = after},
                         options);
  }

  DocumentBackend backend_ = document_backends().front().make();
  SampleProjection projection_;
  ScriptedLog log_;
  ScriptedFeed feed_{log_};
  NoKeys keys_;
  FixedClock clock_;
  ProgressBoard board_;
  Runner runner_{{projection_, feed_, *backend_.store, keys_, log_, board_, clock_},
                 {.refresh_idle = 0ms, .pause_min = 1h, .pause_max = 1h}};
  BoardProgress progress_{board_};
  ListService service_{log_, *backend_.reads, progress_, {.wait_max = 10s}};
};

TEST_F(ListServiceTest, TheSecondAnswerComesFromTheCache) {
  const auto last = log_.add("sample-a", "anna");
  const auto first = list(last);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->source, "elastic");
  EXPECT_EQ(first->cache_key.size(), 32U);
  const auto second = list(last);
  EXPECT_EQ(second->source, "cache");
  EXPECT_EQ(second->page, first->page);
  EXPECT_EQ(second->cache_key, first->cache_key);
  EXPECT_EQ(list(last, {.enabled = false})->source, "elastic");
  EXPECT_EQ(list(last, {.ttl = 0s})->source, "elastic");
  EXPECT_EQ(service_.cache_stats().hits, 1U);
  EXPECT_GT(service_.cache_stats().bytes, 0U);
}

TEST_F(ListServiceTest, AnAnswerDiesWithTheDataAndNotWithEventsOfOthers) {
  ASSERT_TRUE(list(log_.add("sample-a", "anna")));
  EXPECT_EQ(list(log_.add("session-x", "log-in"))->source, "cache");
  const auto moved = list(log_.add("sample-b", "bert"));
  EXPECT_EQ(moved->source, "elastic");
  EXPECT_EQ(moved->page->total_row_count, 2);
}

TEST_F(ListServiceTest, AStrongReadSeesTheHead) {
  for (int i = 0; i < 50; ++i) {
    log_.add("sample-" + std::to_string(i), "n");
    const auto answer =
        service_.list(projection_.schema(), {.tenant_id = "root"}, {.strong = true}, {});
    ASSERT_TRUE(answer);
    ASSERT_EQ(answer->page->total_row_count, i + 1);
  }
}

TEST_F(ListServiceTest, EveryWriterSeesItsOwnWrite) {
  std::vector<std::thread> writers;
  for (int t = 0; t < 4; ++t) {
    writers.emplace_back([&, t] {
      for (int i = 0; i < 40; ++i) {
        const auto name = "name" + std::to_string(t) + "x" + std::to_string(i) + "end";
        const auto last = log_.add("sample-" + name, name);
        ListQuery query{.tenant_id = "root",
                        .filter = {Filter::Kind::kContains, "fullname", name, {}}};
        const auto answer = service_.list(projection_.schema(), query, {.min_position = last}, {});
        ASSERT_TRUE(answer);
        ASSERT_EQ(answer->page->total_row_count, 1);
        ASSERT_TRUE(list(last));
      }
    });
  }
  for (auto& one : writers) one.join();
}

TEST_F(ListServiceTest, ScanWaitsAsListsDo) {
  const auto last = log_.add("sample-a", "anna");
  auto cursor = service_.scan(projection_.schema(), {.tenant_id = "root", .page_number = 0},
                              {.min_position = last});
  ASSERT_TRUE(cursor);
  EXPECT_EQ((*cursor)->next()->size(), 1U);
}

TEST_F(ListServiceTest, WithTheLogDownNothingWrongIsAnswered) {
  const auto last = log_.add("sample-a", "anna");
  ASSERT_TRUE(list(last));
  log_.fail_reads(true);
  EXPECT_EQ(list(last + 1).error().id, "read_model.unavailable");
  EXPECT_EQ(
      service_.list(projection_.schema(), {.tenant_id = "root"}, {.strong = true}, {}).error().id,
      "log.unavailable");
  EXPECT_EQ(list(last).error().id, "read_model.unavailable");  // not even a kept page
}

}  // namespace
}  // namespace authledger::tests
