// Rules that several commands on a person share.
#pragma once

#include "command/context.h"
#include "command/user/user_state.h"
#include "shared/errors.h"

namespace authledger::command {

// An administrator's command on somebody: who exists, and whom only a superAdmin may touch.
inline Status may_administrate(const UserState& user, std::string_view actor_role) {
  if (!user.exists()) return fail(errors::kUserNotFound);
  if (is_admin_role(user.role_id) && actor_role != roles::kSuperAdmin)
    return fail(errors::kSuperAdminOnly);
  return {};
}

}  // namespace authledger::command
