// A new password for someone who has proved to read the person's mail or text messages. Ends every
// session of the person.
#pragma once

#include <string>

#include "command/user/user_state.h"

namespace authledger::command {

struct ResetPassword {
  using Aggregate = UserAggregate;
  static constexpr std::string_view kName = "reset_password";
  UserId user_id;
  std::string new_hash;       // PHC
  bool proves_email = false;  // by a mail: the address is verified, too
  const UserId& target() const { return user_id; }
};

// Errors: user.user_not_found, user.user_archived. The same hash again gives no event.
Result<UserEvents> decide(const UserState& user, const ResetPassword& command);

}  // namespace authledger::command
