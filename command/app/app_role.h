// The roles of an app. Names are unique within the app, regardless of case.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "command/app/change_app.h"

namespace authledger::command {

struct CreateAppRole {
  using Aggregate = AppAggregate;
  static constexpr std::string_view kName = "create_app_role";
  AppId app_id;
  AppRoleId role_id;
  std::string name;
  std::string description;
  UserId actor;
  const AppId& target() const { return app_id; }
};

// What is not given stays.
struct UpdateAppRole {
  using Aggregate = AppAggregate;
  static constexpr std::string_view kName = "update_app_role";
  AppId app_id;
  AppRoleId role_id;
  std::optional<std::string> name;
  std::optional<std::string> description;
  UserId actor;
  const AppId& target() const { return app_id; }
};

struct DeleteAppRole {
  using Aggregate = AppAggregate;
  static constexpr std::string_view kName = "delete_app_role";
  AppId app_id;
  AppRoleId role_id;
  UserId actor;
  Timestamp now;
  const AppId& target() const { return app_id; }
};

// Errors of all: app.app_not_found. Create: app.role_name_taken, app.too_many_roles. Update:
// app.role_not_found, app.role_name_taken. The same again gives no event; deleting one that is gone
// neither.
Result<AppEvents> decide(const AppState& app, const CreateAppRole& command);
Result<AppEvents> decide(const AppState& app, const UpdateAppRole& command);
Result<AppEvents> decide(const AppState& app, const DeleteAppRole& command);

std::vector<AttachmentChange> attachments_of(const DeleteAppRole& command);

}  // namespace authledger::command
