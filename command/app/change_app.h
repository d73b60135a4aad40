// The life of an app. Who may is asked before (AppService::managed).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "command/app/app_state.h"
#include "command/ports/event_log.h"
#include "command/user/update_user.h"

namespace authledger::command {

struct RegisterApp {
  using Aggregate = AppAggregate;
  static constexpr std::string_view kName = "register_app";
  AppId app_id;
  std::string name;
  std::string description;
  std::optional<std::string> url;
  std::string secret;
  UserId owner_id;
  const AppId& target() const { return app_id; }
};

// What is not given stays.
struct UpdateApp {
  using Aggregate = AppAggregate;
  static constexpr std::string_view kName = "update_app";
  AppId app_id;
  std::optional<std::string> name;
  std::optional<std::string> description;
  Patch url{};
  std::optional<std::string> secret;
  UserId actor;
  const AppId& target() const { return app_id; }
};

struct ChangeAppSecret {
  using Aggregate = AppAggregate;
  static constexpr std::string_view kName = "change_app_secret";
  AppId app_id;
  std::string secret;
  UserId actor;
  const AppId& target() const { return app_id; }
};

struct DeleteApp {
  using Aggregate = AppAggregate;
  static constexpr std::string_view kName = "delete_app";
  AppId app_id;
  UserId actor;
  Timestamp now;
  const AppId& target() const { return app_id; }
};

// Errors: app.app_not_found of all but register, delete only for one that never was. Register:
// log.stream_changed for an id that another app has. A taken name is refused by the log
// (app.app_name_taken). The same values again give no event.
Result<AppEvents> decide(const AppState& app, const RegisterApp& command);
Result<AppEvents> decide(const AppState& app, const UpdateApp& command);
Result<AppEvents> decide(const AppState& app, const ChangeAppSecret& command);
Result<AppEvents> decide(const AppState& app, const DeleteApp& command);

// What is left to do behind the end of an app or of a role (AppService::clean_up): an attachment
// that is due until it is done.
inline constexpr const char* kAppCleanUp = "app_clean_up";
struct CleanUp {
  AppId app_id;
  std::optional<AppRoleId> role_id;  // nothing: the app's members
  bool operator==(const CleanUp&) const = default;
};
std::string clean_up_id(const CleanUp& what);
std::optional<CleanUp> parse_clean_up_id(const std::string& id);
std::vector<AttachmentChange> attachments_of(const DeleteApp& command);

}  // namespace authledger::command
