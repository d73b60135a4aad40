// Lists of members, roles and apps: what the caller manages, all of it or by page. Rows come from
// read models; what they lack (the app's name, its secret) is added when they are read.
#include "infra/api/manage/answers.h"
#include "infra/api/manage/handlers.h"
#include "infra/api/manage/requests.h"
#include "infra/api/manage/rows_shown.h"
#include "infra/api/manage/shown.h"
#include "projections/app_roles.h"
#include "projections/apps.h"
#include "projections/memberships.h"

namespace authledger::infra::manage {
namespace {

using projections::MembershipDocument;
using projections::ReadModelSchema;
using query::Filter;
using query::ListQuery;

MemberRow member_row(const MembershipDocument& member, const std::string& app_name) {
  MemberRow row;
  row.id = member.id;
  row.first_name = member.first_name;
  row.last_name = member.last_name;
  row.email = member.email;
  row.mobile_no = member.mobile_no;
  row.app_id = member.app_id;
  row.app_name = app_name;
  row.active = member.active;
  row.status = member.status;
  row.reason = member.ban_reason;
  row.until = member.ban_until;
  return row;
}

// Members of apps that are being cleaned up are nobody's rows any more.
CompleteRows with_app_names(Call& call) {
  return [&services = call.services](std::vector<std::string>& rows) -> Status {
    Apps apps(services);
    std::vector<std::string> shown;
    for (const auto& row : rows) {
      AUTHLEDGER_TRY(member, decode<MembershipDocument>(std::string_view(row)));
      AUTHLEDGER_TRY(app, apps.find(member.app_id));
      if (app->state.exists()) shown.push_back(encode(member_row(member, app->state.name)));
    }
    rows = std::move(shown);
    return {};
  };
}

Result<Reply> list_members(Call& call, const std::string& status, std::string_view message) {
  AUTHLEDGER_TRY(input, read_input<ListInput>(call));
  AUTHLEDGER_TRY(list, read_list(call, input));
  AUTHLEDGER_TRY(scope, scope_of(call, input.app_id));
  if (scope.nothing) return no_rows(call, message);
  narrow(list, scope, status);
  return answer_rows(call, projections::memberships().schema(), list, with_app_names(call),
                     message);
}

// One row per role of a member.
CompleteRows one_row_per_role(Call& call) {
  return [&services = call.services](std::vector<std::string>& rows) -> Status {
    Apps apps(services);
    std::vector<std::string> shown;
    for (const auto& row : rows) {
      AUTHLEDGER_TRY(member, decode<MembershipDocument>(std::string_view(row)));
      AUTHLEDGER_TRY(app, apps.find(member.app_id));
      for (const auto& held : member.roles) {
        const auto role = app->state.roles.find(AppRoleId{held.role_id});
        if (role == app->state.roles.end()) continue;  // deleted a moment ago
        shown.push_back(
            encode(RoleHolderRow{held.ur_id, held.ur_id, member.id, member.first_name,
                                 member.last_name, member.email, member.mobile_no, app->state.name,
                                 held.role_id, role->second.name, role->second.name}));
      }
    }
    rows = std::move(shown);
    return {};
  };
}

CompleteRows with_secrets(Call& call) {
  return [&services = call.services](std::vector<std::string>& rows) -> Status {
    Apps apps(services);
    std::vector<std::string> shown;
    for (const auto& row : rows) {
      AUTHLEDGER_TRY(document, decode<projections::AppDocument>(std::string_view(row)));
      AUTHLEDGER_TRY(app, apps.find(document.id));
      if (app->state.exists()) shown.push_back(encode(app_object(app->state, true)));
    }
    rows = std::move(shown);
    return {};
  };
}

Status role_rows(std::vector<std::string>& rows) {
  for (auto& row : rows) {
    AUTHLEDGER_TRY(role, decode<projections::AppRoleDocument>(std::string_view(row)));
    row = encode(RoleObject{role.id, role.name, role.description, role.app_name, role.created_at,
                            role.updated_at});
  }
  return {};
}

// Apps and their roles know their owner.
void narrow_to_owner(const Call& call, const std::optional<AppId>& app, const char* id_field,
                     ListQuery& list) {
  if (app)
    list.filter.children.push_back(equals(id_field, app->value));
  else if (!command::is_admin_role(call.session->user.role_id))
    list.filter.children.push_back(equals("owner_id", call.session->user.id.value));
}

}  // namespace

Result<Reply> list_all_users(Call& call) { return list_members(call, {}, "All users."); }
Result<Reply> list_active_users(Call& call) {
  return list_members(call, projections::member_status::kActive, "The active users.");
}
Result<Reply> list_inactive_users(Call& call) {
  return list_members(call, projections::member_status::kInactive, "The inactive users.");
}
Result<Reply> list_banned_users(Call& call) {
  return list_members(call, projections::member_status::kBanned, "The banned users.");
}

Result<Reply> list_role_holders(Call& call) {
  AUTHLEDGER_TRY(named, read_input<AppRef>(call));
  AUTHLEDGER_TRY(input, call.read_body<ListInput>());
  AUTHLEDGER_TRY(list, read_list(call, input));
  AUTHLEDGER_TRY(scope, scope_of(call, named.app_id));
  narrow(list, scope, {});
  list.filter.children.push_back(equals("has_role", "true"));
  return answer_rows(call, projections::memberships().schema(), list, one_row_per_role(call),
                     "The users with roles.");
}

Result<Reply> list_roles(Call& call) {
  AUTHLEDGER_TRY(input, read_input<ListInput>(call));
  AUTHLEDGER_TRY(list, read_list(call, input));
  if (input.app_id)
    AUTHLEDGER_CHECK(call.services.apps.managed(call.tenant_id, call.caller(), *input.app_id));
  narrow_to_owner(call, input.app_id, "app_id", list);
  return answer_rows(call, projections::app_roles().schema(), list, role_rows, "The roles.");
}

Result<Reply> list_apps(Call& call) {
  AUTHLEDGER_TRY(input, read_input<ListInput>(call));
  AUTHLEDGER_TRY(list, read_list(call, input));
  if (input.app_id)
    AUTHLEDGER_CHECK(call.services.apps.managed(call.tenant_id, call.caller(), *input.app_id));
  narrow_to_owner(call, input.app_id, "id", list);
  return answer_rows(call, projections::apps().schema(), list, with_secrets(call), "The apps.");
}

}  // namespace authledger::infra::manage
