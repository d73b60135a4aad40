#include "command/user/change_role.h"

#include "command/user/rules.h"

namespace authledger::command {

Result<UserEvents> decide(const UserState& user, const ChangeRole& command) {
  if (is_admin_role(command.role_id) && command.actor_role != roles::kSuperAdmin)
    return fail(errors::kSuperAdminOnly);
  AUTHLEDGER_CHECK(may_administrate(user, command.actor_role));
  if (user.archived()) return fail(errors::kUserArchived);
  if (user.role_id == command.role_id) return UserEvents{};
  return UserEvents{events::UserRoleChanged{user.id, user.role_id, command.role_id, command.actor}};
}

}  // namespace authledger::command
