#include "command/app/change_app.h"

namespace authledger::command {

Result<AppEvents> decide(const AppState& app, const RegisterApp& command) {
  if (!app.id.empty()) {
    const bool same = app.exists() && app.name == command.name && app.owner_id == command.owner_id;
    return same ? Result<AppEvents>() : fail(errors::kStreamChanged);
  }
  return AppEvents{events::AppRegistered{command.app_id, command.name, command.description,
                                         command.url, command.secret, command.owner_id}};
}

Result<AppEvents> decide(const AppState& app, const UpdateApp& command) {
  if (!app.exists()) return fail(errors::kAppNotFound);
  events::AppUpdated event;
  event.app_id = app.id;
  event.updated_by = command.actor;
  bool changed = false;
  if (command.name && *command.name != app.name) {
    event.app_name = command.name;
    changed = true;
  }
  if (command.description && *command.description != app.description) {
    event.description = command.description;
    changed = true;
  }
  if (command.url.given && command.url.value != app.url) {
    event.url = command.url.value;
    if (!event.url) event.cleared.emplace_back("url");
    changed = true;
  }
  AppEvents events;
  if (changed) events.emplace_back(std::move(event));
  if (command.secret && *command.secret != app.secret)
    events.emplace_back(events::AppSecretChanged{app.id, *command.secret, command.actor});
  return events;
}

Result<AppEvents> decide(const AppState& app, const ChangeAppSecret& command) {
  if (!app.exists()) return fail(errors::kAppNotFound);
  if (app.secret == command.secret) return AppEvents{};
  return AppEvents{events::AppSecretChanged{app.id, command.secret, command.actor}};
}

Result<AppEvents> decide(const AppState& app, const DeleteApp& command) {
  if (app.id.empty()) return fail(errors::kAppNotFound);
  if (app.deleted) return AppEvents{};
  return AppEvents{events::AppDeleted{app.id, command.actor}};
}

std::string clean_up_id(const CleanUp& what) {
  return what.app_id.value + "/" + (what.role_id ? what.role_id->value : "");
}

std::optional<CleanUp> parse_clean_up_id(const std::string& id) {
  const auto slash = id.find('/');
  if (slash == std::string::npos) return std::nullopt;
  CleanUp what{AppId{id.substr(0, slash)}, std::nullopt};
  if (auto role = id.substr(slash + 1); !role.empty()) what.role_id = AppRoleId{std::move(role)};
  return what;
}

std::vector<AttachmentChange> attachments_of(const DeleteApp& command) {
  return {{AttachmentChange::What::kPut, kAppCleanUp, clean_up_id({command.app_id, {}}), "-",
           command.now}};
}

}  // namespace authledger::command
