// Facts about one grant of a permission, in the stream permission-<id>. No personal data, no
// subject.
#pragma once

#include <optional>
#include <string>
#include <tuple>
#include <variant>

#include "shared/fields.h"
#include "shared/ids.h"

namespace authledger::events {

// Who is named: a role, a user, a group, or a role and a user, who must both match.
struct PermissionGranted {
  static constexpr std::string_view kType = "permission.granted";
  static constexpr int kVersion = 1;
  PermissionId permission_id;
  std::string permission_name;
  std::optional<std::string> role_id;
  std::optional<UserId> subject_user_id;
  std::optional<GroupId> subject_user_group_id;
  std::optional<ObjectId> object_id;  // for this object alone
  bool can_do = true;                 // false: denied
  UserId granted_by;
  static constexpr auto fields() {
    return std::tuple{field("permissionId", &PermissionGranted::permission_id),
                      field("permissionName", &PermissionGranted::permission_name),
                      field("roleId", &PermissionGranted::role_id),
                      field("subjectUserId", &PermissionGranted::subject_user_id),
                      field("subjectUserGroupId", &PermissionGranted::subject_user_group_id),
                      field("objectId", &PermissionGranted::object_id),
                      field("canDo", &PermissionGranted::can_do),
                      field("grantedBy", &PermissionGranted::granted_by)};
  }
};

// The grant is over for good; the same one again is another grant.
struct PermissionRevoked {
  static constexpr std::string_view kType = "permission.revoked";
  static constexpr int kVersion = 1;
  PermissionId permission_id;
  UserId revoked_by;
  static constexpr auto fields() {
    return std::tuple{field("permissionId", &PermissionRevoked::permission_id),
                      field("revokedBy", &PermissionRevoked::revoked_by)};
  }
};

using PermissionEvent = std::variant<PermissionGranted, PermissionRevoked>;

}  // namespace authledger::events
