// Roles of apps, and who has them.
#include "infra/api/manage/answers.h"
#include "infra/api/manage/face.h"
#include "infra/api/manage/handlers.h"
#include "infra/api/manage/input.h"
#include "infra/api/manage/requests.h"
#include "infra/api/manage/shown.h"
#include "infra/api/service/documents.h"
#include "infra/api/services.h"
#include "infra/api/state_after.h"

namespace authledger::infra::manage {
namespace {

using Planned = std::span<const command::PlannedEvent>;

command::Render role_answer(Call& call, const AppId& app, const AppRoleId& role,
                            std::string_view message) {
  return [&call, app, role, message](Planned planned) -> Result<Answer> {
    AUTHLEDGER_TRY(after,
                   state_after<command::AppAggregate>(call.services.dispatcher, app, planned));
    const auto found = after.roles.find(role);
    if (found == after.roles.end()) return fail(errors::kStreamChanged);
    return manage_answer(call.route, role_object(after, role, found->second), message);
  };
}

// The assignment of the role as it is once the events are written.
command::Render assignment_answer(Call& call, const AssignRoleBody& body,
                                  std::string_view message) {
  return [&call, body, message](Planned planned) -> Result<Answer> {
    AUTHLEDGER_TRY(
        user, state_after<command::UserAggregate>(call.services.dispatcher, body.user_id, planned));
    AUTHLEDGER_TRY(app, call.services.apps.find(call.tenant_id, body.app_id));
    const auto role = app->state.roles.find(body.role_id);
    const auto* member = user.membership(body.app_id);
    if (role == app->state.roles.end() || member == nullptr) return fail(errors::kStreamChanged);
    for (const auto& [id, held] : member->roles) {
      if (held != body.role_id) continue;
      return manage_answer(
          call.route,
          AssignmentObject{id.value, held.value, user.fullname, user.email, role->second.name},
          message);
    }
    return fail(errors::kStreamChanged);
  };
}

}  // namespace

Result<Reply> create_role(Call& call) {
  AUTHLEDGER_TRY(body, read_input<CreateRoleBody>(call));
  AUTHLEDGER_CHECK(call.services.apps.managed(call.tenant_id, call.caller(), body.app_id));
  const AppRoleId id{new_uuid(call.services.clock, call.services.random)};
  AUTHLEDGER_TRY(
      written, call.services.dispatcher.run(
                   call.context(), role_answer(call, body.app_id, id, "The role was created."),
                   command::CreateAppRole{body.app_id, id, body.name, body.description.value_or(""),
                                          call.session->user.id}));
  return reply_of(std::move(written));
}

Result<Reply> update_role(Call& call) {
  AUTHLEDGER_TRY(body, read_input<UpdateRoleBody>(call));
  AUTHLEDGER_TRY(app, call.services.apps.find_by_role(call.tenant_id, body.role_id));
  AUTHLEDGER_CHECK(command::AppService::may_manage(call.caller(), app->state));
  const AppId id = app->state.id;
  AUTHLEDGER_TRY(written,
                 call.services.dispatcher.run(
                     call.context(), role_answer(call, id, body.role_id, "The role was updated."),
                     command::UpdateAppRole{id, body.role_id, body.name, body.description,
                                            call.session->user.id}));
  return reply_of(std::move(written));
}

Result<Reply> delete_role(Call& call) {
  AUTHLEDGER_TRY(input, read_input<DeleteRoleBody>(call));
  AUTHLEDGER_TRY(app, call.services.apps.find_by_role(call.tenant_id, input.role_id));
  const auto role = app->state.roles.find(input.role_id);
  if (role == app->state.roles.end()) return fail(errors::kAppRoleNotFound);
  const auto answer = manage_answer(
      call.route, role_object(app->state, input.role_id, role->second), "The role was deleted.");
  AUTHLEDGER_TRY(written,
                 call.services.apps.remove_role(call.context(), call.caller(), input.role_id,
                                                input.force.value_or(false),
                                                [&](Planned) -> Result<Answer> { return answer; }));
  return reply_of(std::move(written));
}

Result<Reply> assign_role(Call& call) {
  AUTHLEDGER_TRY(body, read_input<AssignRoleBody>(call));
  const RoleAssignmentId id{new_uuid(call.services.clock, call.services.random)};
  AUTHLEDGER_TRY(written, call.services.members.assign_role(
                              call.context(), call.caller(),
                              {body.user_id, body.app_id, id, body.role_id, call.session->user.id},
                              assignment_answer(call, body, "The role was assigned.")));
  return reply_of(std::move(written));
}

Result<Reply> replace_role(Call& call) {
  AUTHLEDGER_TRY(body, read_input<AssignRoleBody>(call));
  AUTHLEDGER_TRY(written, call.services.members.replace_role(
                              call.context(), call.caller(),
                              {body.user_id, body.app_id, body.role_id, call.session->user.id},
                              assignment_answer(call, body, "The role was replaced.")));
  return reply_of(std::move(written));
}

Result<Reply> remove_role(Call& call) {
  AUTHLEDGER_TRY(body, read_input<RemoveRoleBody>(call));
  const auto answer = manage_answer(call.route, body, "The role was taken away.");
  AUTHLEDGER_TRY(written, call.services.members.remove_role(
                              call.context(), call.caller(), body.ur_id,
                              [&](Planned) -> Result<Answer> { return answer; }));
  return reply_of(std::move(written));
}

}  // namespace authledger::infra::manage
