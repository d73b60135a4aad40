#include "infra/api/service/lists.h"

#include "infra/api/envelope.h"
#include "infra/api/services.h"
#include "infra/http/query_parameters.h"

namespace authledger::infra {
namespace {

void append_rows(std::string& text, const std::vector<std::string>& rows, bool& first) {
  for (const auto& row : rows) {
    if (!first) text += ',';
    first = false;
    text += row;
  }
}

// All rows, read as fast as the client takes them; never more than one batch in memory.
Reply streamed(const Call& call, std::unique_ptr<query::RowCursor> rows, CompleteRows complete) {
  ListEnvelope list{"elastic", {}, rows->total_row_count(), rows->total_row_count()};
  struct State {
    std::unique_ptr<query::RowCursor> rows;
    CompleteRows complete;
    std::string head;
    std::string tail;
    bool first = true;
  };
  auto state = std::make_shared<State>(State{std::move(rows), std::move(complete),
                                             list_envelope_head(call, list),
                                             list_envelope_tail(call, list)});
  Reply reply;
  reply.source = [state](std::string& chunk) {
    chunk += std::exchange(state->head, {});
    auto batch = state->rows->next();
    if (!batch) throw std::runtime_error("the read model went away while a list was streamed");
    if (batch->empty()) {
      chunk += state->tail;
      return false;
    }
    if (state->complete && !state->complete(*batch))
      throw std::runtime_error("what a streamed list joins went away");
    append_rows(chunk, *batch, state->first);
    return true;
  };
  return reply;
}

}  // namespace

Result<Reply> list_rows(Call& call) {
  auto list = read_list_query(call);
  if (call.route.narrow != nullptr) AUTHLEDGER_CHECK(call.route.narrow(call, list));
  auto complete = call.route.complete != nullptr ? call.route.complete(call) : CompleteRows();
  const auto& schema = call.route.list_of();
  const query::Consistency consistency{call.min_position, call.common.strong};
  if (list.page_number == 0) {
    AUTHLEDGER_TRY(rows, call.services.lists.scan(schema, list, consistency));
    return streamed(call, std::move(rows), std::move(complete));
  }
  query::CacheOptions cache;
  cache.enabled = call.common.caching;
  if (call.common.cache_ttl_s) cache.ttl = std::chrono::seconds(*call.common.cache_ttl_s);
  AUTHLEDGER_TRY(answer, call.services.lists.list(schema, list, consistency, cache));
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

}  // namespace authledger::infra
