// A new person: by sign-up, by an administrator, by import, or as the first superAdmin.
#pragma once

#include <optional>
#include <string>

#include "command/user/user_state.h"

namespace authledger::command {

struct RegisterUser {
  using Aggregate = UserAggregate;
  static constexpr std::string_view kName = "register_user";
  UserId user_id;
  std::string email;
  std::optional<std::string> username;
  std::optional<std::string> mobile;
  std::string fullname;
  std::optional<std::string> avatar;
  std::string role_id = "user";
  std::string password_hash;  // PHC, empty: none
  std::optional<std::string> preferred_language;
  std::optional<std::string> bio;
  bool email_verified = false;
  bool mobile_verified = false;
  std::string origin;  // events::origin
  UserId owner_id;
  std::optional<std::string> first_name{};  // where a face asks for both
  std::optional<std::string> last_name{};
  std::optional<AppId> joins{};  // becomes an active member of it at once
  const UserId& target() const { return user_id; }
};

// Errors: user.already_registered for an id that was used before by another registration. Taken
// values are refused by the log (claims).
Result<UserEvents> decide(const UserState& user, const RegisterUser& command);

}  // namespace authledger::command
