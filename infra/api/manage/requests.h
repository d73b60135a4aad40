// What the operations of the manage face read: of the query for GET, of the body for POST and PUT,
// of either for DELETE. Unknown members are ignored, wrong types are refused.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "infra/api/body_rules.h"
#include "shared/codec.h"
#include "shared/fields.h"
#include "shared/ids.h"
#include "shared/json.h"
#include "shared/time.h"

namespace authledger::infra {

inline constexpr FieldRule kAppNameRule{
    .length_min = 1, .length_max = 100, .format = "line", .example = "Shop"};
inline constexpr FieldRule kAppTextRule{.length_max = 1000};
inline constexpr FieldRule kAppSecretRule{.length_min = 1, .length_max = 256};
inline constexpr FieldRule kAppUrlRule{.length_min = 1, .length_max = 2048, .format = "url"};
inline constexpr FieldRule kAppRoleNameRule{
    .length_min = 1, .length_max = 100, .format = "line", .example = "editor"};

struct SignUpBody {
  std::string first_name;
  std::string last_name;
  std::string email;
  std::optional<std::string> mobile_number;
  std::string app;
  std::optional<std::string> description;
  std::string password;
  std::string confirm_password;
  // The rules of a new password, and that it was typed twice alike.
  static void add_errors(const JsonValue& body, std::vector<FieldError>& errors);
  static constexpr auto fields() {
    return std::tuple{
        field("firstName", &SignUpBody::first_name,
              {.length_min = 1, .length_max = 100, .format = "line", .example = "Ada"}),
        field("lastName", &SignUpBody::last_name,
              {.length_min = 1, .length_max = 100, .format = "line", .example = "Lovelace"}),
        field("email", &SignUpBody::email,
              {.length_max = 254, .format = "email", .example = "ada@example.com"}),
        field("mobileNumber", &SignUpBody::mobile_number,
              {.format = "mobile", .example = "+441234567890"}),
        field("app", &SignUpBody::app, kAppNameRule),
        field("description", &SignUpBody::description, kAppTextRule),
        field("password", &SignUpBody::password,
              {.length_max = kPasswordLengthMax, .format = "password", .write_only = true}),
        field("confirmPassword", &SignUpBody::confirm_password,
              {.length_max = kPasswordLengthMax, .format = "password", .write_only = true})};
  }
};

struct ManageLoginBody {
  std::string email;
  std::string password;
  static constexpr auto fields() {
    return std::tuple{field("email", &ManageLoginBody::email,
                            {.length_min = 1,
                             .length_max = 254,
                             .about = "the e-mail address or the username",
                             .example = "ada@example.com"}),
                      field("password", &ManageLoginBody::password,
                            {.length_min = 1,
                             .length_max = kPasswordLengthMax,
                             .format = "password",
                             .write_only = true})};
  }
};

struct JoinBody {
  std::string app;
  static constexpr auto fields() {
    return std::tuple{field("app", &JoinBody::app,
                            {.length_min = 1,
                             .length_max = 100,
                             .format = "line",
                             .about = "the app's name or id",
                             .example = "Shop"})};
  }
};

struct RefreshBody {
  std::string refresh_token;
  static constexpr auto fields() {
    return std::tuple{field("refresh_token", &RefreshBody::refresh_token,
                            {.length_min = 1, .length_max = 1024, .write_only = true})};
  }
};

struct AppRef {
  AppId app_id;
  static constexpr auto fields() { return std::tuple{field("app_id", &AppRef::app_id)}; }
};

struct AddAppBody {
  std::string app_name;
  std::optional<std::string> description;
  std::optional<std::string> secret;  // one is made without it
  std::optional<std::string> url;
  static constexpr auto fields() {
    return std::tuple{field("app_name", &AddAppBody::app_name, kAppNameRule),
                      field("description", &AddAppBody::description, kAppTextRule),
                      field("secret", &AddAppBody::secret, kAppSecretRule),
                      field("url", &AddAppBody::url, kAppUrlRule)};
  }
};

struct UpdateAppBody {
  static constexpr std::array<OneOf, 1> kOneOf = {OneOf{"app_id", "app_name"}};
  std::optional<AppId> app_id;
  std::optional<std::string> app_name;  // the new one; without an app_id the app's
  std::optional<std::string> description;
  std::optional<std::string> secret;
  std::optional<std::string> url;  // null: none any more
  static void add_errors(const JsonValue& body, std::vector<FieldError>& errors);
  static constexpr auto fields() {
    return std::tuple{field("app_id", &UpdateAppBody::app_id),
                      field("app_name", &UpdateAppBody::app_name, kAppNameRule),
                      field("description", &UpdateAppBody::description, kAppTextRule),
                      field("secret", &UpdateAppBody::secret, kAppSecretRule),
                      field("url", &UpdateAppBody::url, kAppUrlRule)};
  }
};

struct SecretBody {
  AppId app_id;
  std::string secret;
  static constexpr auto fields() {
    return std::tuple{field("app_id", &SecretBody::app_id),
                      field("secret", &SecretBody::secret, kAppSecretRule)};
  }
};

struct BanBody {
  UserId user_id;
  std::optional<AppId> app_id;  // nothing: the whole account
  std::optional<std::string> reason;
  std::optional<Timestamp> until;
  static constexpr auto fields() {
    return std::tuple{
        field("user_id", &BanBody::user_id), field("app_id", &BanBody::app_id),
        field("reason", &BanBody::reason, {.length_min = 1, .length_max = 500}),
        field("until", &BanBody::until, {.about = "ISO 8601 UTC; lifted by itself then"})};
  }
};

struct UnbanBody {
  UserId user_id;
  std::optional<AppId> app_id;
  static constexpr auto fields() {
    return std::tuple{field("user_id", &UnbanBody::user_id), field("app_id", &UnbanBody::app_id)};
  }
};

struct AddMemberBody {
  static constexpr std::array<OneOf, 1> kOneOf = {OneOf{"email", "user_id"}};
  AppId app_id;
  std::optional<std::string> email;
  std::optional<UserId> user_id;
  static void add_errors(const JsonValue& body, std::vector<FieldError>& errors);
  static constexpr auto fields() {
    return std::tuple{field("app_id", &AddMemberBody::app_id),
                      field("email", &AddMemberBody::email, {.length_max = 254, .format = "email"}),
                      field("user_id", &AddMemberBody::user_id)};
  }
};

struct MemberActiveBody {
  UserId user_id;
  AppId app_id;
  bool active = true;
  static constexpr auto fields() {
    return std::tuple{field("user_id", &MemberActiveBody::user_id),
                      field("app_id", &MemberActiveBody::app_id),
                      field("active", &MemberActiveBody::active)};
  }
};

struct CreateRoleBody {
  AppId app_id;
  std::string name;
  std::optional<std::string> description;
  static constexpr auto fields() {
    return std::tuple{field("app_id", &CreateRoleBody::app_id),
                      field("name", &CreateRoleBody::name, kAppRoleNameRule),
                      field("description", &CreateRoleBody::description, kAppTextRule)};
  }
};

struct UpdateRoleBody {
  AppRoleId role_id;
  std::optional<std::string> name;
  std::optional<std::string> description;
  static constexpr auto fields() {
    return std::tuple{field("role_id", &UpdateRoleBody::role_id),
                      field("name", &UpdateRoleBody::name, kAppRoleNameRule),
                      field("description", &UpdateRoleBody::description, kAppTextRule)};
  }
};

struct DeleteRoleBody {
  AppRoleId role_id;
  std::optional<bool> force;
  static constexpr auto fields() {
    return std::tuple{field("role_id", &DeleteRoleBody::role_id),
                      field("force", &DeleteRoleBody::force)};
  }
};

struct AssignRoleBody {
  AppRoleId role_id;
  UserId user_id;
  AppId app_id;
  static constexpr auto fields() {
    return std::tuple{field("role_id", &AssignRoleBody::role_id),
                      field("user_id", &AssignRoleBody::user_id),
                      field("app_id", &AssignRoleBody::app_id)};
  }
};

struct RemoveRoleBody {
  RoleAssignmentId ur_id;
  static constexpr auto fields() { return std::tuple{field("ur_id", &RemoveRoleBody::ur_id)}; }
};

}  // namespace authledger::infra
