// permissions_v1: one document per grant, as GET /v1/permissions shows it and other services read
// it. A revoked one is not listed any more.
#pragma once

#include <optional>
#include <string>
#include <tuple>

#include "projections/projection.h"

namespace authledger::projections {

// The permission object of seed 002 and what every record has. The order of fields() is the order
// in answers.
struct PermissionDocument {
  std::string id;
  std::string permission_name;
  std::optional<std::string> role_id;
  std::optional<std::string> subject_user_id;
  std::optional<std::string> subject_user_group_id;
  std::optional<std::string> object_id;
  bool can_do = true;
  std::string tenant_codename;
  bool is_active = true;
  StreamVersion record_version = 0;
  Timestamp created_at;
  Timestamp updated_at;
  std::string owner;  // who granted it
  static constexpr auto fields() {
    using Doc = PermissionDocument;
    return std::tuple{
        field("id", &Doc::id, {.format = "uuid"}),
        field("permissionName", &Doc::permission_name, {.filter = true, .sort = true}),
        field("roleId", &Doc::role_id, {.filter = true, .sort = true}),
        field("subjectUserId", &Doc::subject_user_id, {.format = "uuid", .filter = true}),
        field("subjectUserGroupId", &Doc::subject_user_group_id,
              {.format = "uuid", .filter = true}),
        field("objectId", &Doc::object_id, {.format = "uuid", .filter = true}),
        field("canDo", &Doc::can_do, {.filter = true, .sort = true}),
        field("tenantCodename", &Doc::tenant_codename),
        field("isActive", &Doc::is_active),
        field("recordVersion", &Doc::record_version),
        field("createdAt", &Doc::created_at, {.sort = true}),
        field("updatedAt", &Doc::updated_at, {.sort = true}),
        field("_owner", &Doc::owner, {.format = "uuid"})};
  }
};

const Projection& permissions();

}  // namespace authledger::projections
