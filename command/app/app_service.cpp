#include "command/app/app_service.h"

namespace authledger::command {
namespace {

constexpr int kAtOnce = 100;  // people whom a request itself sees off
constexpr std::size_t kSecretBytes = 32;

AppId app_of(const std::string& stream) {
  return AppId{stream.substr(AppAggregate::kStreamPrefix.size())};
}

}  // namespace

Result<AppPtr> AppService::find(const std::string& tenant_id, const AppId& app) {
  AUTHLEDGER_TRY(known, dispatcher_.load<AppAggregate>(app, Freshness::kFresh));
  if (!known->state.exists() || known->state.tenant_id != tenant_id)
    return fail(errors::kAppNotFound);
  return known;
}

Result<AppPtr> AppService::find_by_name(const std::string& tenant_id, const std::string& name) {
  AUTHLEDGER_TRY(owner, dispatcher_.owner_of(tenant_id, kAppNameClaim, normalised_app_name(name)));
  if (!owner) return fail(errors::kAppNotFound);
  return find(tenant_id, app_of(*owner));
}

Result<AppPtr> AppService::find_by_role(const std::string& tenant_id, const AppRoleId& role) {
  AUTHLEDGER_TRY(found, dispatcher_.find_entries(
                            {tenant_id, std::string(kAppOfRole), {role.value}, {}, {}, 1}));
  if (found.empty()) return fail(errors::kAppRoleNotFound);
  return find(tenant_id, app_of(found.front().stream_id));
}

Status AppService::may_manage(const Caller& caller, const AppState& app) {
  if (is_admin_role(caller.role_id) || caller.user_id == app.owner_id) return {};
  return fail(errors::kNotAllowed);
}

Result<AppPtr> AppService::managed(const std::string& tenant_id, const Caller& caller,
                                   const AppId& app) {
  AUTHLEDGER_TRY(known, find(tenant_id, app));
  AUTHLEDGER_CHECK(may_manage(caller, known->state));
  return known;
}

Result<std::vector<AppId>> AppService::owned_by(const std::string& tenant_id, const UserId& owner,
                                                int limit) {
  AUTHLEDGER_TRY(entries, dispatcher_.find_entries(
                              {tenant_id, std::string(kAppOfOwner), {owner.value}, {}, {}, limit}));
  std::vector<AppId> apps;
  for (const auto& entry : entries) apps.push_back(app_of(entry.stream_id));
  return apps;
}

Result<Written> AppService::add(const CommandContext& context, const RegisterApp& command,
                                const Render& render) {
  return dispatcher_.run(
      context, render, command,
      JoinApp{command.owner_id, command.app_id, command.owner_id, context.now, false});
}

Result<Written> AppService::remove(const CommandContext& context, const Caller& caller,
                                   const AppId& app, const Render& render) {
  AUTHLEDGER_CHECK(managed(context.tenant_id, caller, app));
  AUTHLEDGER_TRY(written,
                 dispatcher_.run(context, render, DeleteApp{app, caller.user_id, context.now}));
  // Best effort: what is left is due all the same.
  (void)clean_up({app, std::nullopt}, context.now, kAtOnce);
  return written;
}

Result<Written> AppService::remove_role(const CommandContext& context, const Caller& caller,
                                        const AppRoleId& role, bool force, const Render& render) {
  AUTHLEDGER_TRY(app, find_by_role(context.tenant_id, role));
  AUTHLEDGER_CHECK(may_manage(caller, app->state));
  if (!force) {
    AUTHLEDGER_TRY(holders, people(context.tenant_id, kHolderOfAppRole, role.value, 1));
    if (!holders.empty()) return fail(errors::kAppRoleAssigned);
  }
  const AppId id = app->state.id;
  AUTHLEDGER_TRY(written, dispatcher_.run(context, render,
                                          DeleteAppRole{id, role, caller.user_id, context.now}));
  (void)clean_up({id, role}, context.now, kAtOnce);
  return written;
}

Result<bool> AppService::clean_up(const CleanUp& what, Timestamp now, int limit) {
  AUTHLEDGER_TRY(app, dispatcher_.load<AppAggregate>(what.app_id, Freshness::kFresh));
  const bool over = what.role_id ? !app->state.roles.contains(*what.role_id) : app->state.deleted;
  if (!over || app->state.tenant_id.empty()) return true;  // of a log that was restored
  CommandContext context;
  context.tenant_id = app->state.tenant_id;
  context.actor_kind = "system";
  context.now = now;
  const auto kind = what.role_id ? kHolderOfAppRole : kMemberOfApp;
  const auto& key = what.role_id ? what.role_id->value : what.app_id.value;
  AUTHLEDGER_TRY(left, people(context.tenant_id, kind, key, limit));
  for (const auto& user : left) {
    const auto gone = leave(context, user, what, app->state.owner_id);
    // Whom a rule keeps (the last superAdmin would be locked out) stays; the others go on.
    if (!gone && gone.error().id != errors::kLastSuperAdmin.id) return fail(gone.error());
  }
  return static_cast<int>(left.size()) < limit;
}

Status AppService::leave(const CommandContext& context, const UserId& user, const CleanUp& what,
                         const UserId& owner) {
  if (!what.role_id) {
    const auto ended_by = user == owner ? std::nullopt : std::optional(owner);
    AUTHLEDGER_CHECK(dispatcher_.run(context, nullptr, LeaveApp{user, what.app_id, ended_by}));
    return {};
  }
  AUTHLEDGER_TRY(known, dispatcher_.load<UserAggregate>(user, Freshness::kFresh));
  const auto* member = known->state.membership(what.app_id);
  if (member == nullptr) return {};
  for (const auto& [id, role] : member->roles) {
    if (role != *what.role_id) continue;
    AUTHLEDGER_CHECK(
        dispatcher_.run(context, nullptr, RemoveAppRole{user, what.app_id, id, std::nullopt}));
  }
  return {};
}

Result<std::vector<UserId>> AppService::people(const std::string& tenant_id, std::string_view kind,
                                               const std::string& key, int limit) {
  AUTHLEDGER_TRY(entries,
                 dispatcher_.find_entries({tenant_id, std::string(kind), {key}, {}, {}, limit}));
  std::vector<UserId> users;
  for (const auto& entry : entries)
    users.push_back(UserId{entry.stream_id.substr(UserAggregate::kStreamPrefix.size())});
  return users;
}

std::string AppService::new_secret() {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string text;
  for (const char byte : random_.bytes(kSecretBytes)) {
    text += kHex[static_cast<unsigned char>(byte) >> 4];
    text += kHex[static_cast<unsigned char>(byte) & 15];
  }
  return text;
}

}  // namespace authledger::command
