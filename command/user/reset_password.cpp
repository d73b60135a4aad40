#include "command/user/reset_password.h"

#include "shared/errors.h"

namespace authledger::command {

Result<UserEvents> decide(const UserState& user, const ResetPassword& command) {
  if (!user.exists()) return fail(errors::kUserNotFound);
  if (user.archived()) return fail(errors::kUserArchived);
  UserEvents events;
  if (user.password_hash != command.new_hash) {
    events.emplace_back(events::UserPasswordChanged{user.id, command.new_hash,
                                                    events::origin::kReset, std::nullopt});
  }
  if (command.proves_email && !user.email_verified)
    events.emplace_back(events::UserEmailVerified{user.id});
  return events;
}

}  // namespace authledger::command
