#include "command/permission/grant_permission.h"

namespace authledger::command {

Result<PermissionEvents> decide(const PermissionState& permission, const GrantPermission& command) {
  if (!command.grant.names_a_subject()) return fail(errors::kGrantSubject);
  if (permission.revoked) return fail(errors::kPermissionNotFound);
  if (!permission.id.empty()) {
    if (permission.grant == command.grant) return PermissionEvents{};
    return fail(errors::kAlreadyGranted);
  }
  const auto& grant = command.grant;
  return PermissionEvents{events::PermissionGranted{
      command.permission_id, grant.permission_name, grant.role_id, grant.user_id, grant.group_id,
      grant.object_id, grant.can_do, command.granted_by}};
}

}  // namespace authledger::command
