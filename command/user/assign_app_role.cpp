#include "command/user/assign_app_role.h"

#include <algorithm>

namespace authledger::command {
namespace {

Result<const Membership*> member_of(const UserState& user, const AppId& app) {
  if (!user.exists()) return fail(errors::kUserNotFound);
  const auto* member = user.membership(app);
  if (member == nullptr) return fail(errors::kNotAMember);
  return member;
}

auto assignment_of(const Membership& member, const AppRoleId& role) {
  return std::find_if(member.roles.begin(), member.roles.end(),
                      [&](const auto& one) { return one.second == role; });
}

}  // namespace

Result<UserEvents> decide(const UserState& user, const AssignAppRole& command) {
  AUTHLEDGER_TRY(member, member_of(user, command.app_id));
  const auto held = assignment_of(*member, command.role_id);
  if (held != member->roles.end()) {
    if (held->first == command.ur_id) return UserEvents{};
    return fail(errors::kRoleAlreadyAssigned);
  }
  if (member->roles.size() >= kRolesOfOneMax) return fail(errors::kTooManyAssignments);
  return UserEvents{events::UserAppRoleAssigned{user.id, command.app_id, command.ur_id,
                                                command.role_id, command.actor}};
}

Result<UserEvents> decide(const UserState& user, const ReplaceAppRole& command) {
  AUTHLEDGER_TRY(member, member_of(user, command.app_id));
  const auto& roles = member->roles;
  if (roles.empty()) return fail(errors::kAssignmentNotFound);
  auto kept = assignment_of(*member, command.role_id);
  if (kept != roles.end() && roles.size() == 1) return UserEvents{};
  if (kept == roles.end()) kept = roles.begin();
  events::UserAppRoleReplaced event{
      user.id, command.app_id, kept->first, kept->second, command.role_id, {}, command.actor};
  for (const auto& [id, role] : roles) {
    if (id != kept->first) event.dropped.push_back(id);
  }
  return UserEvents{std::move(event)};
}

Result<UserEvents> decide(const UserState& user, const RemoveAppRole& command) {
  AUTHLEDGER_TRY(member, member_of(user, command.app_id));
  const auto found = member->roles.find(command.ur_id);
  if (found == member->roles.end()) return UserEvents{};
  return UserEvents{events::UserAppRoleRemoved{user.id, command.app_id, command.ur_id,
                                               found->second, command.actor}};
}

}  // namespace authledger::command
