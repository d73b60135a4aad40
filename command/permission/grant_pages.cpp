#include "command/permission/grant_pages.h"

#include <utility>

namespace authledger::command {

std::vector<std::string> GrantSubject::names() const {
  std::vector<std::string> names{grants::subject_user(user_id), grants::subject_role(role_id)};
  for (const auto& group : groups) names.push_back(grants::subject_group(group));
  return names;
}

GrantPages::GrantPages(Dispatcher& dispatcher, GrantSubject subject, std::string_view kind,
                       std::vector<std::string> keys)
    : dispatcher_(dispatcher), subject_(std::move(subject)) {
  query_.tenant_id = subject_.tenant_id;
  query_.kind = kind;
  query_.keys = std::move(keys);
  query_.limit = 500;
}

Result<std::vector<AppliedGrant>> GrantPages::next() {
  std::vector<AppliedGrant> found;
  while (found.empty() && !at_end_) AUTHLEDGER_CHECK(read_page(found));
  return found;
}

Status GrantPages::read_page(std::vector<AppliedGrant>& into) {
  AUTHLEDGER_TRY(page, dispatcher_.find_entries(query_));
  at_end_ = static_cast<int>(page.size()) < query_.limit;
  for (auto& entry : page) {
    const PermissionId id{entry.stream_id.substr(PermissionAggregate::kStreamPrefix.size())};
    AUTHLEDGER_TRY(known, dispatcher_.load<PermissionAggregate>(id, Freshness::kCached));
    const auto& permission = known->state;
    const auto& role = permission.grant.role_id;
    if (permission.in_force() && (!role || *role == subject_.role_id))
      into.push_back({permission.id, permission.event_id, permission.grant});
    query_.after_key = std::move(entry.key);
    query_.after_stream = std::move(entry.stream_id);
  }
  return {};
}

}  // namespace authledger::command
