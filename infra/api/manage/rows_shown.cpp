#include "infra/api/manage/rows_shown.h"

#include "infra/api/manage/face.h"
#include "infra/api/row_stream.h"
#include "projections/memberships.h"

namespace authledger::infra::manage {

using projections::ReadModelSchema;
using query::Filter;

query::Filter equals(std::string field, std::string text) {
  return {Filter::Kind::kEquals, std::move(field), std::move(text), {}};
}

Result<Scope> scope_of(Call& call, const std::optional<AppId>& app) {
  const auto caller = call.caller();
  if (app) {
    AUTHLEDGER_CHECK(call.services.apps.managed(call.tenant_id, caller, *app));
    return Scope{false, false, {*app}};
  }
  if (command::is_admin_role(caller.role_id)) return Scope{false, true, {}};
  AUTHLEDGER_TRY(own, call.services.apps.owned_by(call.tenant_id, caller.user_id));
  return Scope{own.empty(), false, std::move(own)};
}

// Any of the apps; with a status by the one field that has both.
void narrow(query::ListQuery& list, const Scope& scope, const std::string& status) {
  if (scope.everything) {
    if (!status.empty()) list.filter.children.push_back(equals("status", status));
    return;
  }
  Filter any{Filter::Kind::kOr, {}, {}, {}};
  for (const auto& app : scope.apps) {
    any.children.push_back(status.empty()
                               ? equals("app_id", app.value)
                               : equals("place", projections::member_place(app.value, status)));
  }
  list.filter.children.push_back(any.children.size() == 1 ? std::move(any.children.front())
                                                          : std::move(any));
}

Result<Reply> answer_rows(Call& call, const ReadModelSchema& schema, const query::ListQuery& list,
                          const CompleteRows& complete, std::string_view message) {
  const query::Consistency consistency{call.min_position, call.common.strong};
  const auto tail = manage_list_tail(message);
  if (list.page_number == 0) {
    AUTHLEDGER_TRY(rows, call.services.lists.scan(schema, list, consistency));
    return streamed_rows(std::move(rows), complete, manage_list_head(call.route), tail);
  }
  AUTHLEDGER_TRY(answer, call.services.lists.list(schema, list, consistency, {}));
  auto rows = answer.page->rows;  // others may have the same page from the cache
  if (complete) AUTHLEDGER_CHECK(complete(rows));
  std::string text = manage_list_head(call.route);
  bool first = true;
  append_rows(text, rows, first);
  Reply reply{{200, {}, text + tail}};
  reply.answer.headers.push_back({"x-total-count", std::to_string(answer.page->total_row_count)});
  return reply;
}

Result<Reply> no_rows(const Call& call, std::string_view message) {
  return Reply{{200, {}, manage_list_head(call.route) + manage_list_tail(message)}};
}

Result<command::AppPtr> Apps::find(const std::string& id) {
  const auto known = known_.find(id);
  if (known != known_.end()) return known->second;
  AUTHLEDGER_TRY(
      app, services_.dispatcher.load<command::AppAggregate>(AppId{id}, command::Freshness::kFresh));
  known_.emplace(id, app);
  return app;
}

}  // namespace authledger::infra::manage
