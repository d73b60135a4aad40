#include "infra/elasticsearch/read_model.h"

#include <algorithm>
#include <limits>

#include "infra/elasticsearch/answers.h"
#include "infra/elasticsearch/indices.h"
#include "infra/elasticsearch/snapshot.h"
#include "infra/elasticsearch/translate.h"

namespace authledger::infra {

using elastic::Method;
using projections::ReadModelSchema;
using query::ListQuery;
using query::Page;

namespace {

std::string rows_members(const elastic::Plan& plan, int size, bool with_total) {
  return "\"size\":" + std::to_string(size) +
         ",\"track_total_hits\":" + (with_total ? "true" : "false") +
         ",\"_source\":[\"body\"],\"query\":" + plan.query + ",\"sort\":" + plan.sort;
}

// Holds the client, so that it may outlive the read model.
class Cursor : public query::RowCursor {
 public:
  Cursor(std::shared_ptr<elastic::Client> client, std::unique_ptr<elastic::Snapshot> snapshot,
         elastic::Plan plan)
      : client_(std::move(client)), snapshot_(std::move(snapshot)), plan_(std::move(plan)) {}

  Status begin() {
    AUTHLEDGER_TRY(first,
                   snapshot_->search(rows_members(plan_, ElasticsearchReadModel::kScanRows, true)));
    total_ = first.total;
    take(std::move(first));
    return {};
  }

  std::int64_t total_row_count() const override { return total_; }

  Result<std::vector<std::string>> next() override {
    if (rows_.empty() && snapshot_ != nullptr) {
      AUTHLEDGER_TRY(
          more, snapshot_->search(rows_members(plan_, ElasticsearchReadModel::kScanRows, false) +
                                  ",\"search_after\":" + last_sort_));
      take(std::move(more));
    }
    return std::exchange(rows_, {});
  }

 private:
  void take(elastic::SearchAnswer answer) {
    rows_ = std::move(answer.rows);
    last_sort_ = std::move(answer.last_sort);
    if (rows_.size() < static_cast<std::size_t>(ElasticsearchReadModel::kScanRows))
      snapshot_.reset();
  }

  std::shared_ptr<elastic::Client> client_;
  std::unique_ptr<elastic::Snapshot> snapshot_;  // nothing: all rows are read
  elastic::Plan plan_;
  std::vector<std::string> rows_;
  std::string last_sort_;
  std::int64_t total_ = 0;
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
  if (offset >= kShallowRows) return deep_.page(target, plan, offset, count);

  AUTHLEDGER_TRY(
      response,
      client_->send(
          Method::kPost, "/" + target + "/_search?allow_partial_search_results=false",
          "{\"from\":" + std::to_string(offset) + "," + rows_members(plan, count, true) + "}",
          client_->options().search_timeout_ms));
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
