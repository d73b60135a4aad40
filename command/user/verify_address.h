// The person has proved to read what is sent to the e-mail address or the mobile number.
#pragma once

#include <string>

#include "command/user/user_state.h"

namespace authledger::command {

struct VerifyEmail {
  using Aggregate = UserAggregate;
  static constexpr std::string_view kName = "verify_email";
  UserId user_id;
  std::string email;  // that the proof is about
  const UserId& target() const { return user_id; }
};

struct VerifyMobile {
  using Aggregate = UserAggregate;
  static constexpr std::string_view kName = "verify_mobile";
  UserId user_id;
  std::string mobile;  // that the proof is about
  const UserId& target() const { return user_id; }
};

// Errors: user.user_not_found, user.user_archived, user.address_changed when the person has another
// one by now. Verifying again gives no event. A mobile that somebody else has verified is refused
// by the log (claims).
Result<UserEvents> decide(const UserState& user, const VerifyEmail& command);
Result<UserEvents> decide(const UserState& user, const VerifyMobile& command);

}  // namespace authledger::command
