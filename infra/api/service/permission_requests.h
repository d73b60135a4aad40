// Bodies and answers of the routes on permissions.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "shared/fields.h"
#include "shared/ids.h"

namespace authledger::infra {

// Letters, digits and _ . : - as in orders.manage.
inline constexpr FieldRule kPermissionName{
    .length_min = 1, .length_max = 128, .format = "role", .example = "orders.manage"};

struct GrantBody {
  std::string permission_name;
  std::optional<std::string> role_id;
  std::optional<UserId> subject_user_id;
  std::optional<GroupId> subject_user_group_id;
  std::optional<ObjectId> object_id;
  std::optional<bool> can_do;  // absent: true
  // A group alone, or a role, a user, or both.
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 2> kMoreSchema = {{
      {"anyOf",
       R"([{"required":["subjectUserGroupId"],"properties":{"subjectUserGroupId":{"type":"string"},)"
       R"("roleId":{"type":"null"},"subjectUserId":{"type":"null"}}},)"
       R"({"required":["roleId"],"properties":{"roleId":{"type":"string"},)"
       R"("subjectUserGroupId":{"type":"null"}}},)"
       R"({"required":["subjectUserId"],"properties":{"subjectUserId":{"type":"string"},)"
       R"("subjectUserGroupId":{"type":"null"}}}])"},
      {"examples", R"([{"permissionName":"orders.manage","roleId":"editor","canDo":true}])"},
  }};
  static constexpr auto fields() {
    return std::tuple{
        field("permissionName", &GrantBody::permission_name, kPermissionName),
        field("roleId", &GrantBody::role_id,
              {.length_min = 1, .length_max = 64, .format = "role", .example = "editor"}),
        field("subjectUserId", &GrantBody::subject_user_id,
              {.about = "with roleId: a user who must also have that role"}),
        field("subjectUserGroupId", &GrantBody::subject_user_group_id, {.about = "alone"}),
        field("objectId", &GrantBody::object_id, {.about = "for this object alone"}),
        field("canDo", &GrantBody::can_do, {.about = "false denies; true when absent"})};
  }
};

struct CheckItem {
  UserId user_id;
  std::string permission_name;
  std::optional<ObjectId> object_id;
  static constexpr auto fields() {
    return std::tuple{field("userId", &CheckItem::user_id),
                      field("permissionName", &CheckItem::permission_name, kPermissionName),
                      field("objectId", &CheckItem::object_id)};
  }
};

struct CheckBody {
  std::vector<CheckItem> checks;
  static constexpr auto fields() {
    return std::tuple{field("checks", &CheckBody::checks, {.items_min = 1, .items_max = 100})};
  }
};

struct DecidingGrant {
  std::string event_id;
  std::string grant_id;
  static constexpr auto fields() {
    return std::tuple{field("eventId", &DecidingGrant::event_id, {.format = "uuid"}),
                      field("grantId", &DecidingGrant::grant_id, {.format = "uuid"})};
  }
};

struct CheckResult {
  bool can_do = false;
  std::vector<DecidingGrant> because;  // none: nothing was granted
  static constexpr auto fields() {
    return std::tuple{field("canDo", &CheckResult::can_do),
                      field("because", &CheckResult::because)};
  }
};

struct CheckResults {
  std::vector<CheckResult> results;  // in the order of the checks
  static constexpr auto fields() { return std::tuple{field("results", &CheckResults::results)}; }
};

struct PermissionScope {
  bool can_do = false;
  std::vector<std::string> exceptions;  // objects where the answer is the other one
  static constexpr auto fields() {
    return std::tuple{field("canDo", &PermissionScope::can_do),
                      field("exceptions", &PermissionScope::exceptions, {.format = "uuid"})};
  }
};

// A grant as GET /permissions shows it: the seed's eight keys.
struct GivenPermission {
  std::string id;
  std::string permission_name;
  std::optional<std::string> role_id;
  std::optional<std::string> subject_user_id;
  std::optional<std::string> subject_user_group_id;
  std::optional<std::string> object_id;
  bool can_do = true;
  std::string tenant_codename;
  static constexpr auto fields() {
    using Given = GivenPermission;
    return std::tuple{
        field("id", &Given::id, {.format = "uuid"}),
        field("permissionName", &Given::permission_name),
        field("roleId", &Given::role_id),
        field("subjectUserId", &Given::subject_user_id, {.format = "uuid"}),
        field("subjectUserGroupId", &Given::subject_user_group_id, {.format = "uuid"}),
        field("objectId", &Given::object_id, {.format = "uuid"}),
        field("canDo", &Given::can_do),
        field("tenantCodename", &Given::tenant_codename)};
  }
};

}  // namespace authledger::infra
