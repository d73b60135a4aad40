#include "command/user/change_second_factor.h"

#include "command/user/rules.h"
#include "shared/validation.h"

namespace authledger::command {

Result<UserEvents> decide(const UserState& user, const ChangeSecondFactor& command) {
  if (!user.exists()) return fail(errors::kUserNotFound);
  if (command.actor != user.id) AUTHLEDGER_CHECK(may_administrate(user, command.actor_role));
  if (user.archived()) return fail(errors::kUserArchived);
  const auto& wanted = command.second_factor;
  if (wanted != "off" && wanted != "email" && wanted != "mobile")
    return fail(invalid_input("secondFactor", "must be off, email or mobile"));
  if (wanted == user.second_factor) return UserEvents{};
  if (wanted == "mobile" && !user.mobile_verified) return fail(errors::kMobileVerificationNeeded);
  return UserEvents{events::UserSecondFactorChanged{user.id, wanted, command.actor}};
}

}  // namespace authledger::command
