#include "command/user/verify_address.h"

#include "shared/errors.h"

namespace authledger::command {
namespace {

Status active(const UserState& user) {
  if (!user.exists()) return fail(errors::kUserNotFound);
  if (user.archived()) return fail(errors::kUserArchived);
  return {};
}

}  // namespace

Result<UserEvents> decide(const UserState& user, const VerifyEmail& command) {
  AUTHLEDGER_CHECK(active(user));
  if (normalised_email(user.email) != normalised_email(command.email))
    return fail(errors::kAddressChanged);
  if (user.email_verified) return UserEvents{};
  return UserEvents{events::UserEmailVerified{user.id}};
}

Result<UserEvents> decide(const UserState& user, const VerifyMobile& command) {
  AUTHLEDGER_CHECK(active(user));
  if (user.mobile != command.mobile) return fail(errors::kAddressChanged);
  if (user.mobile_verified) return UserEvents{};
  return UserEvents{events::UserMobileVerified{user.id}};
}

}  // namespace authledger::command
