#include "infra/elasticsearch/read_model.h"

#include <algorithm>
#include <limits>

#include "infra/elasticsearch/answers.h"
#include "infra/elasticsearch/indices.h"
#include "infra/elasticsearch/snapshot.h"
#include "infra/elasticsearch/translate.h"
#include "infra/elasticsearch/walk.h"

namespace authledger::infra {

using elastic::Method;
using projections::ReadModelSchema;
using query::ListQuery;
using query::Page;

namespace {

// Holds the client, so that it may outlive the read model.
class Cursor : public query::RowCursor {
 public:
  Cursor(std::shared_ptr<elastic::Client> client, std::unique_ptr<elastic::Snapshot> snapshot,
         elastic::Plan plan)
      : client_(std::move(client)), walk_(std::move(snapshot), std::move(plan)) {}
  Status begin() { return walk_.begin(); }
  std::int64_t total_row_count() const override { return walk_.total(); }
  Result<std::vector<std::string>> next() override { return walk_.next(); }

 private:
  std::shared_ptr<elastic::Client> client_;
  elastic::Walk walk_;
};

}  // namespace

Result<Page> ElasticsearchReadModel::page(const ReadModelSchema& schema, const ListQuery& query) {
  AUTHLEDGER_TRY(plan, elastic::translate(schema, query));
  const std::string target = elastic::live_alias(client_->options(), schema);
  const std::int64_t before = std::max<std::int64_t>(query.page_number, 1) - 1;
  const int count = std::clamp(query.page_row_count, 1, 500);
  const bool beyond = before > std::numeric_limits<std::int64_t>::max() / 1000;
  const std::int64_t offset =
      beyond ? std::numeric_limits<std::int64_t>::max() / 2 : before * count;
  if (offset >= kShallowRows || plan.oldest_first) return deep_.page(target, plan, offset, count);

  const std::string members = "\"from\":" + std::to_string(offset) +
                              ",\"size\":" + std::to_string(count) +
                              R"(,"track_total_hits":true,"_source":["body"],"query":)" +
                              plan.query + ",\"sort\":" + plan.sort;
  AUTHLEDGER_TRY(
      response,
      client_->send(Method::kPost, "/" + target + "/_search?allow_partial_search_results=false",
                    "{" + members + "}", client_->options().search_timeout_ms));
  if (!elastic::is_ok(response)) return fail(elastic::refusal(response));
  AUTHLEDGER_TRY(answer, elastic::parse_answer(response));
  AUTHLEDGER_TRY(found, elastic::read_search(answer));
  return Page{std::move(found.rows), found.total};
}

Result<std::unique_ptr<query::RowCursor>> ElasticsearchReadModel::scan(
    const ReadModelSchema& schema, const ListQuery& query) {
  AUTHLEDGER_TRY(plan, elastic::translate(schema, query));
  AUTHLEDGER_TRY(
      snapshot, elastic::Snapshot::open(*client_, elastic::live_alias(client_->options(), schema)));
  auto cursor = std::make_unique<Cursor>(client_, std::move(snapshot), std::move(plan));
  AUTHLEDGER_CHECK(cursor->begin());
  return std::unique_ptr<query::RowCursor>(std::move(cursor));
}

}  // namespace authledger::infra
