// Deep pages against a plain scan: random depths, every sort, heavy ties, nulls, crowded values, a
// list that changes.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <random>

#include "infra/elasticsearch/document_store.h"
#include "infra/elasticsearch/indices.h"
#include "infra/elasticsearch/read_model.h"
#include "tests/support/elasticsearch_index.h"
#include "tests/support/plain_scan.h"
#include "tests/support/scale.h"

namespace authledger::tests {
namespace {

using infra::elastic::DeepPageLimits;
using infra::elastic::DeepPages;
using projections::Document;
using query::Filter;
using query::ListQuery;

constexpr int kDocuments = test::scaled(20'000, 5'000);
const std::vector<std::string> kSorts = {"fullname", "email", "note",      "owner",
                                         "active",   "score", "createdAt", "seenAt"};

std::string digits(int number, int width) {
  std::string out = std::to_string(number);
  return std::string(static_cast<std::size_t>(width) - out.size(), '0') + out;
}

Document random_document(std::mt19937& random, int number, Position version) {
  const auto below = [&](unsigned bound) { return static_cast<int>(random() % bound); };
  static const std::vector<std::string> names = {"Anna",     "anna",  "Ännchen", "Bert",
                                                 "Bert Zed", "Çelik", "",        "😀 Zoé"};
  Sample sample;
  // Half the names are one name; the e-mails have long beginnings in common.
  sample.fullname = below(2) == 0 ? "Anna" : names[static_cast<std::size_t>(below(8))];
  sample.email = (below(3) == 0 ? "load-test-user-number-" : "user") + digits(below(50'000), 6) +
                 "@example.com";
  if (below(2) == 0)
    sample.note = below(4) == 0 ? std::string(static_cast<std::size_t>(below(30)), 'x')
                                : "note " + std::to_string(below(40));
  if (below(3) != 0)
    sample.owner =
        UserId{"01932b4f-" + digits(below(3), 4) + "-7def-8123-" + digits(below(5000), 12)};
  sample.active = below(10) != 0;
  sample.score =
      below(5) == 0 ? below(3) - 1 : (std::int64_t{1} << below(62)) * (below(2) == 0 ? 1 : -1);
  sample.created_at = {1'760'000'000'000 + (below(4) == 0 ? 0 : below(1'000'000))};
  if (below(4) == 0) sample.seen_at = Timestamp{below(1000) - 500};
  // Ids of an import within a second, and some that are no UUIDs.
  const std::string id = number % 50 == 0 ? "legacy-" + digits(number, 6)
                                          : "01932b4f-7c1a-7" + digits(number % 100, 3) + "-8123-" +
                                                digits(number, 12);
  auto made = sample_document(id, sample, version);
  made.listed = below(50) != 0;
  if (below(100) == 0) made.tenant_id = "acme";
  return made;
}

class ElasticsearchDeepPages : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    shared_ = std::make_unique<Shared>();
    const char* given = std::getenv("AUTHLEDGER_SEED");
    shared_->seed = given != nullptr ? static_cast<unsigned>(std::strtoul(given, nullptr, 10))
                                     : std::random_device{}();
    std::printf("seed %u\n", shared_->seed);
    shared_->random.seed(shared_->seed);
    for (int i = 0; i < kDocuments; ++i)
      shared_->documents.push_back(random_document(shared_->random, i, i + 1));
    write(shared_->documents);
  }
  static void TearDownTestSuite() { shared_.reset(); }

  static void write(const std::vector<Document>& documents) {
    const auto live = shared_->store.live(shared_->schema);
    ASSERT_TRUE(live) << live.error().detail;
    const auto written = shared_->store.write(*live, documents);
    ASSERT_TRUE(written) << written.error().detail;
    ASSERT_TRUE(shared_->store.refresh(*live));
  }

  static std::vector<std::string> all_rows(ListQuery query) {
    query.page_number = 0;
    return plain_scan(shared_->schema, shared_->documents, query).rows;
  }

  static std::vector<std::string> slice(const std::vector<std::string>& rows, std::int64_t offset,
                                        int count) {
    const auto size = static_cast<std::int64_t>(rows.size());
    return {rows.begin() + std::min(offset, size), rows.begin() + std::min(offset + count, size)};
  }

  // Pages at random depths by DeepPages itself, also where the read model would use the engine's
  // `from`.
  static void compare(const ListQuery& query, DeepPageLimits limits, int pages) {
    const auto rows = all_rows(query);
    const auto plan = infra::elastic::translate(shared_->schema, query);
    ASSERT_TRUE(plan);
    const std::string target =
        infra::elastic::live_alias(shared_->index.client()->options(), shared_->schema);
    DeepPages deep(*shared_->index.client(), limits);
    for (int i = 0; i < pages; ++i) {
      const auto bound = static_cast<unsigned>(rows.size() + 30);
      const auto offset = static_cast<std::int64_t>(shared_->random() % bound);
      const int count = static_cast<int>(1 + shared_->random() % 60);
      for (const char* temperature : {"cold", "warm"}) {
        const auto page = deep.page(target, *plan, offset, count);
        ASSERT_TRUE(page) << page.error().detail;
        ASSERT_EQ(page->total_row_count, static_cast<std::int64_t>(rows.size()));
        ASSERT_EQ(page->rows, slice(rows, offset, count))
            << temperature << " seed " << shared_->seed << " offset " << offset;
      }
    }
  }

  struct Shared {
    ElasticsearchIndex index;
    infra::ElasticsearchDocumentStore store{index.client()};
    infra::ElasticsearchReadModel reads{index.client()};
    projections::ReadModelSchema schema = sample_schema();
    std::vector<Document> documents;
    std::mt19937 random;
    unsigned seed = 0;
  };
  inline static std::unique_ptr<Shared> shared_;
};

TEST_F(ElasticsearchDeepPages, EverySortBothWays) {
  for (const auto& field : kSorts) {
    for (const bool descending : {false, true}) {
      SCOPED_TRACE(field + (descending ? " desc" : " asc"));
      const ListQuery query{.tenant_id = "root", .sort = query::Sort{field, descending}};
      compare(query, {}, 6);
      // Tiny stretches and few parts: many rounds, down to single ids.
      compare(query, {.stretch_max = 20, .parts_max = 5}, 4);
      if (HasFatalFailure()) return;
    }
  }
}

TEST_F(ElasticsearchDeepPages, WithFiltersAndByRank) {
  std::vector<ListQuery> queries(4, ListQuery{.tenant_id = "root"});
  queries[0].filter = {Filter::Kind::kContains, "email", "user", {}};
  queries[1].keyword = "ann";
  queries[2].keyword = "zed b";
  queries[2].filter = {Filter::Kind::kIsNull, "owner", "", {}};
  queries[3].keyword = "user";
  queries[3].sort = query::Sort{"note", true};
  for (const auto& query : queries) {
    SCOPED_TRACE(query.keyword.value_or("-"));
    compare(query, {}, 6);
    compare(query, {.stretch_max = 30, .parts_max = 16}, 6);
    if (HasFatalFailure()) return;
  }
}

TEST_F(ElasticsearchDeepPages, ByPageNumberThroughTheReadModel) {
  for (const auto& field : kSorts) {
    const ListQuery base{.tenant_id = "root",
                         .sort = query::Sort{field, shared_->random() % 2 == 0}};
    const auto rows = all_rows(base);
    for (int i = 0; i < 10; ++i) {
      auto query = base;
      query.page_row_count = static_cast<int>(1 + shared_->random() % 500);
      query.page_number = 1 + static_cast<std::int64_t>(
                                  shared_->random() %
                                  (rows.size() / static_cast<unsigned>(query.page_row_count) + 3));
      const auto page = shared_->reads.page(shared_->schema, query);
      ASSERT_TRUE(page) << page.error().detail;
      EXPECT_EQ(page->total_row_count, static_cast<std::int64_t>(rows.size()));
      ASSERT_EQ(page->rows,
                slice(rows, (query.page_number - 1) * query.page_row_count, query.page_row_count))
          << field;
    }
  }
}

TEST_F(ElasticsearchDeepPages, StayRightWhileTheListChanges) {
  const ListQuery query{.tenant_id = "root", .page_row_count = 50};
  for (int round = 0; round < 12; ++round) {
    auto rows = all_rows(query);
    for (int i = 0; i < 6; ++i) {
      auto asked = query;
      asked.page_number = 30 + static_cast<std::int64_t>(shared_->random() % (kDocuments / 60));
      const auto page = shared_->reads.page(shared_->schema, asked);
      ASSERT_TRUE(page) << page.error().detail;
      ASSERT_EQ(page->total_row_count, static_cast<std::int64_t>(rows.size()));
      ASSERT_EQ(page->rows, slice(rows, (asked.page_number - 1) * 50, 50))
          << "seed " << shared_->seed << " round " << round;
    }
    std::vector<Document> changed;
    for (int i = 0; i < 40; ++i) {
      const auto number = shared_->random() % shared_->documents.size();
      const auto version = static_cast<Position>(kDocuments + 1 + round * 100 + i);
      shared_->documents[number] =
          random_document(shared_->random, static_cast<int>(number), version);
      std::erase_if(changed,
                    [&](const Document& one) { return one.id == shared_->documents[number].id; });
      changed.push_back(shared_->documents[number]);
    }
    write(changed);
  }
}

TEST_F(ElasticsearchDeepPages, AScanIsTheWholeList) {
  std::vector<ListQuery> queries(2, ListQuery{.tenant_id = "root", .page_number = 0});
  queries[1].keyword = "ann";
  for (const auto& field : kSorts) {
    for (const bool descending : {false, true}) {
      queries.push_back(queries[0]);
      queries.back().sort = query::Sort{field, descending};
    }
  }
  for (const auto& query : queries) {
    SCOPED_TRACE(query.sort ? query.sort->field : query.keyword.value_or("default"));
    auto cursor = shared_->reads.scan(shared_->schema, query);
    ASSERT_TRUE(cursor) << cursor.error().detail;
    std::vector<std::string> rows;
    for (;;) {
      auto more = (*cursor)->next();
      ASSERT_TRUE(more) << more.error().detail;
      if (more->empty()) break;
      EXPECT_LE(more->size(), 2000U);
      rows.insert(rows.end(), more->begin(), more->end());
    }
    EXPECT_EQ((*cursor)->total_row_count(), static_cast<std::int64_t>(rows.size()));
    ASSERT_EQ(rows, all_rows(query)) << "seed " << shared_->seed;
  }
}

}  // namespace
}  // namespace authledger::tests
