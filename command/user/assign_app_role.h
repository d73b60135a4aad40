// The roles of an app that one of its members has.
#pragma once

#include <optional>
#include <string>

#include "command/user/user_state.h"

namespace authledger::command {

struct AssignAppRole {
  using Aggregate = UserAggregate;
  static constexpr std::string_view kName = "assign_app_role";
  UserId user_id;
  AppId app_id;
  RoleAssignmentId ur_id;  // a new one
  AppRoleId role_id;       // of that app
  UserId actor;
  const UserId& target() const { return user_id; }
};

// The one role in the app from now on.
struct ReplaceAppRole {
  using Aggregate = UserAggregate;
  static constexpr std::string_view kName = "replace_app_role";
  UserId user_id;
  AppId app_id;
  AppRoleId role_id;
  UserId actor;
  const UserId& target() const { return user_id; }
};

struct RemoveAppRole {
  using Aggregate = UserAggregate;
  static constexpr std::string_view kName = "remove_app_role";
  UserId user_id;
  AppId app_id;
  RoleAssignmentId ur_id;
  std::optional<UserId> actor;  // nothing: the role is gone
  const UserId& target() const { return user_id; }
};

// Errors of all: user.user_not_found, membership.user_is_not_a_member. Assign:
// membership.role_already_assigned, membership.too_many_roles; the same assignment again gives no
// event. Replace: membership.role_assignment_not_found for who has no role there; the one role
// again gives no event. Remove: an assignment that is none gives no event.
Result<UserEvents> decide(const UserState& user, const AssignAppRole& command);
Result<UserEvents> decide(const UserState& user, const ReplaceAppRole& command);
Result<UserEvents> decide(const UserState& user, const RemoveAppRole& command);

}  // namespace authledger::command
