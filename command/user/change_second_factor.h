// What a person's log-ins ask for beside the password, on top of what settings ask for.
#pragma once

#include <string>

#include "command/user/user_state.h"

namespace authledger::command {

struct ChangeSecondFactor {
  using Aggregate = UserAggregate;
  static constexpr std::string_view kName = "change_second_factor";
  UserId user_id;
  std::string second_factor;  // off, email, mobile
  UserId actor;
  std::string actor_role;
  const UserId& target() const { return user_id; }
};

// Errors: user.user_not_found, user.super_admin_only (somebody else's of an admin or superAdmin),
// user.user_archived, request.invalid_input for a factor that there is not,
// user.mobile_verification_needed for mobile without a verified number.
Result<UserEvents> decide(const UserState& user, const ChangeSecondFactor& command);

}  // namespace authledger::command
