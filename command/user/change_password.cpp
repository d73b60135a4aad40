#include "command/user/change_password.h"

#include "command/user/rules.h"

namespace authledger::command {

Result<UserEvents> decide(const UserState& user, const ChangePassword& command) {
  if (!user.exists()) return fail(errors::kUserNotFound);
  if (user.archived()) return fail(errors::kUserArchived);
  if (user.password_hash == command.new_hash) return UserEvents{};
  if (user.password_hash != command.proved_hash) return fail(errors::kPasswordWrong);
  return UserEvents{events::UserPasswordChanged{user.id, command.new_hash, events::origin::kSelf,
                                                command.session}};
}

Result<UserEvents> decide(const UserState& user, const SetPassword& command) {
  AUTHLEDGER_CHECK(may_administrate(user, command.actor_role));
  if (user.archived()) return fail(errors::kUserArchived);
  if (user.password_hash == command.new_hash) return UserEvents{};
  std::optional<SessionId> kept;
  if (command.actor == user.id && !command.session.empty()) kept = command.session;
  return UserEvents{
      events::UserPasswordChanged{user.id, command.new_hash, events::origin::kAdmin, kept}};
}

Result<UserEvents> decide(const UserState& user, const RehashPassword& command) {
  if (!user.active() || user.password_hash != command.proved_hash) return UserEvents{};
  return UserEvents{events::UserPasswordRehashed{user.id, command.new_hash}};
}

}  // namespace authledger::command
