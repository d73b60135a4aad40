#include "command/permission/revoke_permission.h"

namespace authledger::command {

Result<PermissionEvents> decide(const PermissionState& permission,
                                const RevokePermission& command) {
  if (permission.id.empty()) return fail(errors::kPermissionNotFound);
  if (permission.revoked) return PermissionEvents{};
  return PermissionEvents{events::PermissionRevoked{command.permission_id, command.revoked_by}};
}

}  // namespace authledger::command
