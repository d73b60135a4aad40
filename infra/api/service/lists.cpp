#include "infra/api/service/lists.h"

#include "infra/api/envelope.h"
#include "infra/api/row_stream.h"
#include "infra/api/services.h"
#include "infra/http/query_parameters.h"

namespace authledger::infra {
Result<Reply> list_rows(Call& call) {
  auto list = read_list_query(call);
  if (call.route.narrow != nullptr) AUTHLEDGER_CHECK(call.route.narrow(call, list));
  auto complete = call.route.complete != nullptr ? call.route.complete(call) : CompleteRows();
  const auto& schema = call.route.list_of();
  const query::Consistency consistency{call.min_position, call.common.strong};
  if (list.page_number == 0) {
    AUTHLEDGER_TRY(rows, call.services.lists.scan(schema, list, consistency));
    const ListEnvelope all{"elastic", {}, rows->total_row_count(), rows->total_row_count()};
    return streamed_rows(std::move(rows), std::move(complete), list_envelope_head(call, all),
                         list_envelope_tail(call, all));
  }
  AUTHLEDGER_TRY(answer, call.services.lists.list(schema, list, consistency, cache_options(call)));
  const auto& page = *answer.page;
  ListEnvelope envelope{answer.source, answer.cache_key,
                        static_cast<std::int64_t>(page.rows.size()), page.total_row_count};
  std::string text = list_envelope_head(call, envelope);
  bool first = true;
  if (complete) {
    auto rows = page.rows;  // others may have the same page from the cache
    AUTHLEDGER_CHECK(complete(rows));
    append_rows(text, rows, first);
  } else {
    append_rows(text, page.rows, first);
  }
  text += list_envelope_tail(call, envelope);
  return Reply{{200, {}, std::move(text)}};
}

query::CacheOptions cache_options(const Call& call) {
  query::CacheOptions cache;
  cache.enabled = call.common.caching;
  if (call.common.cache_ttl_s) cache.ttl = std::chrono::seconds(*call.common.cache_ttl_s);
  return cache;
}

}  // namespace authledger::infra
