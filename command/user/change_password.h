// A new password, by the person (who proved the old one) or by an administrator.
#pragma once

#include <string>

#include "command/user/user_state.h"

namespace authledger::command {

struct ChangePassword {
  using Aggregate = UserAggregate;
  static constexpr std::string_view kName = "change_password";
  UserId user_id;
  std::string proved_hash;  // the hash that the old password was checked against
  std::string new_hash;     // PHC
  SessionId session;        // the one that stays alive
  const UserId& target() const { return user_id; }
};

struct SetPassword {
  using Aggregate = UserAggregate;
  static constexpr std::string_view kName = "set_password";
  UserId user_id;
  std::string new_hash;
  UserId actor;
  std::string actor_role;
  SessionId session;  // kept when the actor sets its own
  const UserId& target() const { return user_id; }
};

// The same password under newer settings.
struct RehashPassword {
  using Aggregate = UserAggregate;
  static constexpr std::string_view kName = "rehash_password";
  UserId user_id;
  std::string proved_hash;
  std::string new_hash;
  const UserId& target() const { return user_id; }
};

// Errors: user.user_not_found, user.user_archived; change: user.old_password_is_wrong when the
// password changed meanwhile; set: user.super_admin_only. The same hash again gives no event.
Result<UserEvents> decide(const UserState& user, const ChangePassword& command);
Result<UserEvents> decide(const UserState& user, const SetPassword& command);
Result<UserEvents> decide(const UserState& user, const RehashPassword& command);

}  // namespace authledger::command
