#include "command/user/update_user.h"

#include "command/user/rules.h"

namespace authledger::command {
namespace {

// Puts a change into the event; what is the same already is none.
template <class Member>
bool apply_patch(const Patch& patch, const std::optional<std::string>& current, const char* name,
                 Member& member, std::vector<std::string>& cleared) {
  if (!patch.given || patch.value == current) return false;
  if (patch.value)
    member = *patch.value;
  else
    cleared.emplace_back(name);
  return true;
}

}  // namespace

Result<UserEvents> decide(const UserState& user, const UpdateUser& command) {
  if (!user.exists()) return fail(errors::kUserNotFound);
  if (command.actor != user.id) AUTHLEDGER_CHECK(may_administrate(user, command.actor_role));
  if (user.archived()) return fail(errors::kUserArchived);
  events::UserProfileUpdated event;
  event.user_id = user.id;
  bool changed = false;
  if (command.fullname && *command.fullname != user.fullname) {
    event.fullname = *command.fullname;
    changed = true;
  }
  changed |= apply_patch(command.avatar, user.avatar, "avatar", event.avatar, event.cleared);
  changed |= apply_patch(command.preferred_language, user.preferred_language, "preferredLanguage",
                         event.preferred_language, event.cleared);
  changed |= apply_patch(command.bio, user.bio, "bio", event.bio, event.cleared);
  UserEvents events;
  if (changed) events.emplace_back(std::move(event));
  if (command.mobile.given && command.mobile.value != user.mobile) {
    if (!command.mobile.value && user.second_factor == "mobile")
      return fail(errors::kMobileIsSecondFactor);
    events::UserMobileChanged other;
    other.user_id = user.id;
    if (command.mobile.value) other.mobile = *command.mobile.value;
    events.emplace_back(std::move(other));
  }
  return events;
}

}  // namespace authledger::command
