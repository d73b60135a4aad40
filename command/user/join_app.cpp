#include "command/user/join_app.h"

namespace authledger::command {

Result<UserEvents> decide(const UserState& user, const JoinApp& command) {
  if (!user.exists()) return fail(errors::kUserNotFound);
  const auto* member = user.membership(command.app_id);
  if (member != nullptr && (command.imposed || !member->imposed)) return UserEvents{};
  if (user.banned(command.now)) return fail(errors::kUserBanned);
  // Joining now would turn the ban of one app into one of all.
  if (member != nullptr && user.banned_in(command.app_id, command.now))
    return fail(errors::kUserBanned);
  if (user.archived()) return fail(errors::kUserArchived);
  if (member == nullptr &&
      (user.memberships.size() >= kAppsOfOneMax || user.joins >= kJoinsOfOneMax))
    return fail(errors::kTooManyApps);
  return UserEvents{events::UserJoinedApp{user.id, command.app_id, command.actor, command.imposed}};
}

Result<UserEvents> decide(const UserState& user, const SetMemberActive& command) {
  if (command.user_id == command.app_owner && !command.active)
    return fail(errors::kOwnerStaysActive);
  if (!user.exists()) return fail(errors::kUserNotFound);
  const auto* member = user.membership(command.app_id);
  if (member == nullptr) return fail(errors::kNotAMember);
  if (member->active == command.active) return UserEvents{};
  if (command.active)
    return UserEvents{events::UserMembershipActivated{user.id, command.app_id, command.actor}};
  return UserEvents{events::UserMembershipDeactivated{user.id, command.app_id, command.actor}};
}

Result<UserEvents> decide(const UserState& user, const LeaveApp& command) {
  if (!user.exists() || user.membership(command.app_id) == nullptr) return UserEvents{};
  UserEvents events{events::UserLeftApp{user.id, command.app_id, "app_deleted"}};
  if (command.ended_by && user.membership(command.app_id)->own && user.memberships.size() == 1)
    events.emplace_back(events::UserSessionsEnded{user.id, std::nullopt, *command.ended_by});
  return events;
}

}  // namespace authledger::command
