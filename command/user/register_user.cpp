#include "command/user/register_user.h"

#include "shared/errors.h"

namespace authledger::command {
namespace {

std::optional<Personal<std::string>> personal(const std::optional<std::string>& value) {
  return value ? std::optional(Personal<std::string>(*value)) : std::nullopt;
}

}  // namespace

Result<UserEvents> decide(const UserState& user, const RegisterUser& command) {
  if (!user.id.empty()) {
    if (user.exists() && normalised_email(user.email) == normalised_email(command.email))
      return UserEvents{};
    return fail(errors::kUserExists);
  }
  events::UserRegistered event;
  event.user_id = command.user_id;
  event.email = command.email;
  event.username = personal(command.username);
  event.mobile = personal(command.mobile);
  event.fullname = command.fullname;
  event.avatar = personal(command.avatar);
  event.role_id = command.role_id;
  if (!command.password_hash.empty()) event.password_hash = command.password_hash;
  event.preferred_language = command.preferred_language;
  event.bio = personal(command.bio);
  event.email_verified = command.email_verified;
  event.mobile_verified = command.mobile_verified;
  event.origin = command.origin;
  event.owner_id = command.owner_id;
  event.first_name = personal(command.first_name);
  event.last_name = personal(command.last_name);
  UserEvents events{event};
  if (command.joins)
    events.emplace_back(
        events::UserJoinedApp{command.user_id, *command.joins, command.user_id, false});
  return events;
}

}  // namespace authledger::command
