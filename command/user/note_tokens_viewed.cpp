#include "command/user/note_tokens_viewed.h"

namespace authledger::command {

Result<UserEvents> decide(const UserState& user, const NoteTokensViewed& command) {
  if (!user.exists()) return fail(errors::kUserNotFound);
  return UserEvents{
      events::TokensViewed{user.id, command.app_id, command.sessions, command.revealed}};
}

}  // namespace authledger::command
