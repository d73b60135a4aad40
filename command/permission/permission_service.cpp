#include "command/permission/permission_service.h"

#include <iterator>
#include <utility>

#include "command/permission/grant_permission.h"

namespace authledger::command {

Result<Written> PermissionService::grant(const CommandContext& context, const Grant& grant,
                                         const UserId& granted_by,
                                         const std::function<Render(const PermissionId&)>& render) {
  if (!grant.names_a_subject()) return fail(errors::kGrantSubject);
  AUTHLEDGER_CHECK(check_subject(context.tenant_id, grant));
  constexpr int kTries = 3;  // while others grant and revoke the same
  for (int tries = 0; tries < kTries; ++tries) {
    AUTHLEDGER_TRY(owner, dispatcher_.owner_of(context.tenant_id, "grant", grant_text(grant)));
    const PermissionId id{owner ? owner->substr(PermissionAggregate::kStreamPrefix.size())
                                : new_uuid(clock_, random_)};
    auto written = dispatcher_.run(context, render(id), GrantPermission{id, grant, granted_by});
    const bool changed = !written && (written.error().id == errors::kAlreadyGranted.id ||
                                      written.error().id == errors::kPermissionNotFound.id);
    if (!changed) return written;
  }
  return fail(errors::kStreamChanged);
}

Status PermissionService::check_subject(const std::string& tenant_id, const Grant& grant) {
  if (grant.group_id) {
    AUTHLEDGER_TRY(there, groups_.exists(tenant_id, *grant.group_id));
    if (!there) return fail(errors::kGroupNotFound);
  }
  if (!grant.user_id) return {};
  AUTHLEDGER_TRY(known, dispatcher_.load<UserAggregate>(*grant.user_id, Freshness::kFresh));
  if (!known->state.exists() || known->state.tenant_id != tenant_id)
    return fail(errors::kUserNotFound);
  return {};
}

Result<std::optional<GrantSubject>> PermissionService::subject(const std::string& tenant_id,
                                                               const UserId& user) {
  AUTHLEDGER_TRY(known, dispatcher_.load<UserAggregate>(user, Freshness::kFresh));
  const auto& person = known->state;
  if (!person.active() || person.banned(clock_.now()) || person.tenant_id != tenant_id)
    return std::optional<GrantSubject>();
  AUTHLEDGER_TRY(groups, groups_.groups_of(tenant_id, user));
  return std::optional(GrantSubject{tenant_id, user, person.role_id, std::move(groups)});
}

Result<std::vector<AppliedGrant>> PermissionService::all(GrantPages pages) {
  std::vector<AppliedGrant> found;
  for (;;) {
    AUTHLEDGER_TRY(page, pages.next());
    if (page.empty()) return found;
    if (found.size() + page.size() > grants_max_) return fail(errors::kTooManyGrants);
    std::move(page.begin(), page.end(), std::back_inserter(found));
  }
}

Result<Verdict> PermissionService::check_one(const GrantSubject& subject,
                                             const PermissionCheck& check) {
  std::vector<std::string> keys;
  for (const auto& name : subject.names()) {
    keys.push_back(grants::object_key(name, check.permission_name, std::nullopt));
    if (check.object_id)
      keys.push_back(grants::object_key(name, check.permission_name, check.object_id));
  }
  AUTHLEDGER_TRY(applied, all({dispatcher_, subject, grants::kOfObject, std::move(keys)}));
  return verdict(applied, check.object_id);
}

Result<std::vector<Verdict>> PermissionService::check(const std::string& tenant_id,
                                                      std::span<const PermissionCheck> checks) {
  std::vector<Verdict> verdicts;
  UserId of;  // whose `known` is
  std::optional<GrantSubject> known;
  for (const auto& one : checks) {
    if (one.user_id != of) {
      AUTHLEDGER_TRY(found, subject(tenant_id, one.user_id));
      known = std::move(found);
      of = one.user_id;
    }
    if (!known) {
      verdicts.emplace_back();
      continue;
    }
    AUTHLEDGER_TRY(decided, check_one(*known, one));
    verdicts.push_back(std::move(decided));
  }
  return verdicts;
}

Result<Scope> PermissionService::scope(const std::string& tenant_id, const UserId& user,
                                       const std::string& permission_name) {
  AUTHLEDGER_TRY(known, subject(tenant_id, user));
  if (!known) return Scope{};
  std::vector<std::string> keys;
  for (const auto& name : known->names()) keys.push_back(grants::name_key(name, permission_name));
  AUTHLEDGER_TRY(applied, all({dispatcher_, *known, grants::kOfName, std::move(keys)}));
  return command::scope(applied);
}

Result<GrantPages> PermissionService::grants_of(const std::string& tenant_id, const UserId& user) {
  AUTHLEDGER_TRY(known, subject(tenant_id, user));
  if (!known) return GrantPages(dispatcher_, {tenant_id, user, {}, {}}, grants::kOfSubject, {});
  auto names = known->names();
  return GrantPages(dispatcher_, std::move(*known), grants::kOfSubject, std::move(names));
}

}  // namespace authledger::command
