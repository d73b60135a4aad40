#include "command/user/archive_user.h"

#include "command/user/rules.h"

namespace authledger::command {

Result<UserEvents> decide(const UserState& user, const ArchiveUser& command) {
  if (!user.exists()) return fail(errors::kUserNotFound);
  if (user.archived()) return UserEvents{};
  return UserEvents{events::UserArchived{user.id, command.restorable_until}};
}

Result<UserEvents> decide(const UserState& user, const RestoreUser& command) {
  if (!user.exists()) return fail(errors::kUserNotFound);
  if (!user.archived()) return UserEvents{};
  if (command.now > *user.restorable_until) return fail(errors::kUserArchived);
  return UserEvents{events::UserRestored{user.id}};
}

Result<UserEvents> decide(const UserState& user, const DeleteUser& command) {
  if (user.id.empty()) return fail(errors::kUserNotFound);
  if (user.deleted) return UserEvents{};
  AUTHLEDGER_CHECK(may_administrate(user, command.actor_role));
  return UserEvents{events::UserDeleted{user.id, "admin"}};
}

Result<UserEvents> decide(const UserState& user, const ExpireArchive& command) {
  if (!user.exists() || !user.archived() || command.now <= *user.restorable_until)
    return UserEvents{};
  return UserEvents{events::UserDeleted{user.id, "archive_window_over"}};
}

}  // namespace authledger::command
