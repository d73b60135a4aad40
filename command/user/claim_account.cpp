#include "command/user/claim_account.h"

#include "shared/errors.h"

namespace authledger::command {

Result<UserEvents> decide(const UserState& user, const ClaimAccount& command) {
  if (!user.exists()) return fail(errors::kUserNotFound);
  if (user.archived() && user.email_verified) return fail(errors::kUserArchived);
  if (normalised_email(user.email) != normalised_email(command.email))
    return fail(errors::kAddressChanged);
  if (user.email_verified) return UserEvents{};
  // Also without a password: it ends the sessions.
  UserEvents events;
  if (user.archived()) events.emplace_back(events::UserRestored{user.id});
  events.emplace_back(
      events::UserPasswordChanged{user.id, std::string(), events::origin::kClaimed, std::nullopt});
  if (user.second_factor != "off")
    events.emplace_back(events::UserSecondFactorChanged{user.id, "off", user.id});
  if (user.mobile) events.emplace_back(events::UserMobileChanged{user.id, std::nullopt});
  events.emplace_back(events::UserEmailVerified{user.id});
  return events;
}

}  // namespace authledger::command
