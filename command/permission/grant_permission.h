// Allow or deny something to a role, a user or a group.
#pragma once

#include "command/permission/permission_state.h"

namespace authledger::command {

struct GrantPermission {
  using Aggregate = PermissionAggregate;
  static constexpr std::string_view kName = "grant_permission";
  PermissionId permission_id;
  Grant grant;
  UserId granted_by;
  const PermissionId& target() const { return permission_id; }
};

// Errors: permission.grant_names_no_subject; permission.already_granted for an id that was used for
// another grant, and for a grant that is there under another id (claims);
// permission.permission_not_found for one that was revoked.
Result<PermissionEvents> decide(const PermissionState& permission, const GrantPermission& command);

}  // namespace authledger::command
