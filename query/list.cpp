#include "query/list.h"

#include <algorithm>

#include "query/canonical.h"

namespace authledger::query {
namespace {

using Clock = std::chrono::steady_clock;

Error with_retry(Error error) {
  if (error.code == Code::kUnavailable && error.retry_after_s == 0) error.retry_after_s = 1;
  return error;
}

}  // namespace

// A look-up that started after the read arrived is good for it; at most one runs at a time.
Result<Position> ListService::head() {
  const auto arrived = Clock::now();
  const std::lock_guard lock(head_mutex_);
  if (head_asked_ >= arrived) return head_;
  const auto asked = Clock::now();
  AUTHLEDGER_TRY(head, log_.head());
  head_asked_ = asked;
  head_ = head.position;
  return head_;
}

Status ListService::wait(const projections::ReadModelSchema& schema,
                         const Consistency& consistency) {
  Position position = consistency.min_position;
  if (consistency.strong) {
    AUTHLEDGER_TRY(head_now, head());
    position = std::max(position, head_now);
  }
  auto waited = progress_.wait_for(schema, position, Clock::now() + options_.wait_max);
  if (!waited) return fail(with_retry(std::move(waited).error()));
  return {};
}

Status ListService::wait_for_join(const projections::ReadModelSchema& joined,
                                  const projections::ReadModelSchema& listed,
                                  Consistency consistency) {
  consistency.min_position = std::max(consistency.min_position, progress_.visible(listed));
  return wait(joined, consistency);
}

Result<ListAnswer> ListService::list(const projections::ReadModelSchema& schema,
                                     const ListQuery& query, const Consistency& consistency,
                                     const CacheOptions& cache) {
  AUTHLEDGER_CHECK(wait(schema, consistency));
  const std::string text = canonical(schema, query);
  const auto read = [&] { return model_.page(schema, query); };
  const auto now = Clock::now();
  const auto ttl = cache.ttl.value_or(options_.ttl);
  if (!cache.enabled || ttl.count() == 0) {
    auto page = read();
    if (!page) return fail(with_retry(std::move(page).error()));
    return ListAnswer{std::make_shared<const Page>(std::move(*page)), options_.source,
                      hex_key(text)};
  }
  // The edition, not the position: log-ins move every position and change no user.
  auto found = cache_.get(text, progress_.edition(schema), now, now + ttl, read);
  if (!found) return fail(with_retry(std::move(found).error()));
  return ListAnswer{std::move(found->page), found->from_cache ? "cache" : options_.source,
                    hex_key(text)};
}

Result<std::unique_ptr<RowCursor>> ListService::scan(const projections::ReadModelSchema& schema,
                                                     const ListQuery& query,
                                                     const Consistency& consistency) {
  AUTHLEDGER_CHECK(wait(schema, consistency));
  auto rows = model_.scan(schema, query);
  if (!rows) return fail(with_retry(std::move(rows).error()));
  return std::move(*rows);
}

}  // namespace authledger::query
