#include "command/user/end_sessions.h"

#include "command/user/rules.h"

namespace authledger::command {

Result<UserEvents> decide(const UserState& user, const EndSessions& command) {
  if (!user.exists()) return fail(errors::kUserNotFound);
  if (command.actor != user.id) AUTHLEDGER_CHECK(may_administrate(user, command.actor_role));
  return UserEvents{events::UserSessionsEnded{user.id, command.kept, command.actor}};
}

}  // namespace authledger::command
