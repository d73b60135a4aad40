#include "command/app/app_role.h"

#include <algorithm>

namespace authledger::command {
namespace {

bool name_taken(const AppState& app, const AppRoleId& own, const std::string& name) {
  return std::any_of(app.roles.begin(), app.roles.end(), [&](const auto& one) {
    return one.first != own && normalised_app_name(one.second.name) == normalised_app_name(name);
  });
}

}  // namespace

Result<AppEvents> decide(const AppState& app, const CreateAppRole& command) {
  if (!app.exists()) return fail(errors::kAppNotFound);
  if (app.roles.contains(command.role_id)) return AppEvents{};
  if (name_taken(app, command.role_id, command.name)) return fail(errors::kAppRoleNameTaken);
  if (app.roles.size() >= kRolesOfAppMax || app.roles_ever >= kRolesEverMax)
    return fail(errors::kTooManyAppRoles);
  return AppEvents{events::AppRoleCreated{app.id, command.role_id, command.name,
                                          command.description, command.actor}};
}

Result<AppEvents> decide(const AppState& app, const UpdateAppRole& command) {
  if (!app.exists()) return fail(errors::kAppNotFound);
  const auto role = app.roles.find(command.role_id);
  if (role == app.roles.end()) return fail(errors::kAppRoleNotFound);
  if (command.name && name_taken(app, command.role_id, *command.name))
    return fail(errors::kAppRoleNameTaken);
  events::AppRoleUpdated event{app.id, command.role_id, {}, {}, command.actor};
  if (command.name && *command.name != role->second.name) event.name = command.name;
  if (command.description && *command.description != role->second.description)
    event.description = command.description;
  if (!event.name && !event.description) return AppEvents{};
  return AppEvents{std::move(event)};
}

Result<AppEvents> decide(const AppState& app, const DeleteAppRole& command) {
  if (!app.exists()) return fail(errors::kAppNotFound);
  if (!app.roles.contains(command.role_id)) return AppEvents{};
  return AppEvents{events::AppRoleDeleted{app.id, command.role_id, command.actor}};
}

std::vector<AttachmentChange> attachments_of(const DeleteAppRole& command) {
  return {{AttachmentChange::What::kPut, kAppCleanUp,
           clean_up_id({command.app_id, command.role_id}), "-", command.now}};
}

}  // namespace authledger::command
