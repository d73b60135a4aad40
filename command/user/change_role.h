// Another global role for a person.
#pragma once

#include <string>

#include "command/user/user_state.h"

namespace authledger::command {

struct ChangeRole {
  using Aggregate = UserAggregate;
  static constexpr std::string_view kName = "change_role";
  UserId user_id;
  std::string role_id;
  UserId actor;
  std::string actor_role;
  const UserId& target() const { return user_id; }
};

// Errors: user.user_not_found, user.super_admin_only (re-roling an admin or superAdmin, or granting
// those roles), user.user_archived. The last superAdmin is guarded by role_holders.h.
Result<UserEvents> decide(const UserState& user, const ChangeRole& command);

}  // namespace authledger::command
