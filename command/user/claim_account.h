// Somebody whom another service vouches for owns the e-mail address of an account. If nobody had
// proved that before, whoever made the account may have been anybody: its password, its sessions
// and its mobile number go, so that they do not lead to what the owner does with it from now on.
#pragma once

#include <string>

#include "command/user/user_state.h"

namespace authledger::command {

struct ClaimAccount {
  using Aggregate = UserAggregate;
  static constexpr std::string_view kName = "claim_account";
  UserId user_id;
  std::string email;  // that the proof is about
  const UserId& target() const { return user_id; }
};

// Errors: user.user_not_found, user.address_changed, user.user_archived. An account whose address
// was verified already stays as it is: no event. One that is archived comes back, unless its
// address was verified: that person archived it, and restores it by logging in.
Result<UserEvents> decide(const UserState& user, const ClaimAccount& command);

}  // namespace authledger::command
