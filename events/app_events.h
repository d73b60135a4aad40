// Facts of an app and its roles, in the stream app-<id>. The subject is the app itself: its key
// seals the secret.
#pragma once

#include <optional>
#include <string>
#include <tuple>
#include <variant>
#include <vector>

#include "shared/fields.h"
#include "shared/ids.h"
#include "shared/secret.h"

namespace authledger::events {

// Takes the name.
struct AppRegistered {
  static constexpr std::string_view kType = "app.registered";
  static constexpr int kVersion = 1;
  AppId app_id;
  std::string app_name;
  std::string description;
  std::optional<std::string> url;
  Secret<std::string> secret;
  UserId owner_id;
  static constexpr auto fields() {
    return std::tuple{field("appId", &AppRegistered::app_id),
                      field("appName", &AppRegistered::app_name),
                      field("description", &AppRegistered::description),
                      field("url", &AppRegistered::url),
                      field("secret", &AppRegistered::secret),
                      field("ownerId", &AppRegistered::owner_id)};
  }
};

// Only what changed is filled in; what was emptied is named in `cleared` (url). Another name frees
// the one before.
struct AppUpdated {
  static constexpr std::string_view kType = "app.updated";
  static constexpr int kVersion = 1;
  AppId app_id;
  std::optional<std::string> app_name;
  std::optional<std::string> description;
  std::optional<std::string> url;
  std::vector<std::string> cleared;
  UserId updated_by;
  static constexpr auto fields() {
    return std::tuple{field("appId", &AppUpdated::app_id),
                      field("appName", &AppUpdated::app_name),
                      field("description", &AppUpdated::description),
                      field("url", &AppUpdated::url),
                      field("cleared", &AppUpdated::cleared),
                      field("updatedBy", &AppUpdated::updated_by)};
  }
};

struct AppSecretChanged {
  static constexpr std::string_view kType = "app.secret_changed";
  static constexpr int kVersion = 1;
  AppId app_id;
  Secret<std::string> secret;
  UserId changed_by;
  static constexpr auto fields() {
    return std::tuple{field("appId", &AppSecretChanged::app_id),
                      field("secret", &AppSecretChanged::secret),
                      field("changedBy", &AppSecretChanged::changed_by)};
  }
};

// Frees the name. Its roles end with it; its members get user.left_app each, a little later.
struct AppDeleted {
  static constexpr std::string_view kType = "app.deleted";
  static constexpr int kVersion = 1;
  AppId app_id;
  UserId deleted_by;
  static constexpr auto fields() {
    return std::tuple{field("appId", &AppDeleted::app_id),
                      field("deletedBy", &AppDeleted::deleted_by)};
  }
};

struct AppRoleCreated {
  static constexpr std::string_view kType = "app.role_created";
  static constexpr int kVersion = 1;
  AppId app_id;
  AppRoleId role_id;
  std::string name;
  std::string description;
  UserId created_by;
  static constexpr auto fields() {
    return std::tuple{
        field("appId", &AppRoleCreated::app_id), field("roleId", &AppRoleCreated::role_id),
        field("name", &AppRoleCreated::name), field("description", &AppRoleCreated::description),
        field("createdBy", &AppRoleCreated::created_by)};
  }
};

// Only what changed is filled in.
struct AppRoleUpdated {
  static constexpr std::string_view kType = "app.role_updated";
  static constexpr int kVersion = 1;
  AppId app_id;
  AppRoleId role_id;
  std::optional<std::string> name;
  std::optional<std::string> description;
  UserId updated_by;
  static constexpr auto fields() {
    return std::tuple{
        field("appId", &AppRoleUpdated::app_id), field("roleId", &AppRoleUpdated::role_id),
        field("name", &AppRoleUpdated::name), field("description", &AppRoleUpdated::description),
        field("updatedBy", &AppRoleUpdated::updated_by)};
  }
};

// Who has it gets user.app_role_removed, a little later.
struct AppRoleDeleted {
  static constexpr std::string_view kType = "app.role_deleted";
  static constexpr int kVersion = 1;
  AppId app_id;
  AppRoleId role_id;
  UserId deleted_by;
  static constexpr auto fields() {
    return std::tuple{field("appId", &AppRoleDeleted::app_id),
                      field("roleId", &AppRoleDeleted::role_id),
                      field("deletedBy", &AppRoleDeleted::deleted_by)};
  }
};

using AppEvent = std::variant<AppRegistered, AppUpdated, AppSecretChanged, AppDeleted,
                              AppRoleCreated, AppRoleUpdated, AppRoleDeleted>;

}  // namespace authledger::events
