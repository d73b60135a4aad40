// Lists out of Elasticsearch, by the rules of query/list_query.h.
#pragma once

#include <memory>

#include "infra/elasticsearch/client.h"
#include "infra/elasticsearch/deep_page.h"
#include "query/ports/read_model.h"

namespace authledger::infra {

// Thread-safe. A page that begins before row kShallowRows is one search; deeper ones, and lists
// with the oldest first: deep_page.h. A scan reads one snapshot (walk.h), some 2,000 rows at a
// time, and frees it at its end or when the cursor goes. Errors besides the port's:
// request.unknown_filter for a field that the schema does not have.
class ElasticsearchReadModel : public query::ReadModel {
 public:
  explicit ElasticsearchReadModel(std::shared_ptr<elastic::Client> client)
      : client_(std::move(client)), deep_(*client_) {}

  Result<query::Page> page(const projections::ReadModelSchema& schema,
                           const query::ListQuery& query) override;
  Result<std::unique_ptr<query::RowCursor>> scan(const projections::ReadModelSchema& schema,
                                                 const query::ListQuery& query) override;

  static constexpr std::int64_t kShallowRows = 1000;

 private:
  std::shared_ptr<elastic::Client> client_;
  elastic::DeepPages deep_;
};

}  // namespace authledger::infra
