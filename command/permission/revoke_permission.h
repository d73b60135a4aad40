// End a grant.
#pragma once

#include "command/permission/permission_state.h"

namespace authledger::command {

struct RevokePermission {
  using Aggregate = PermissionAggregate;
  static constexpr std::string_view kName = "revoke_permission";
  PermissionId permission_id;
  UserId revoked_by;
  const PermissionId& target() const { return permission_id; }
};

// Errors: permission.permission_not_found for one that was never granted.
Result<PermissionEvents> decide(const PermissionState& permission, const RevokePermission& command);

}  // namespace authledger::command
