// Changes of a profile, by its owner or by an administrator.
#pragma once

#include <optional>
#include <string>

#include "command/user/user_state.h"

namespace authledger::command {

// A field of a PATCH: left alone, emptied (null), or set.
struct Patch {
  bool given = false;
  std::optional<std::string> value{};
};

struct UpdateUser {
  using Aggregate = UserAggregate;
  static constexpr std::string_view kName = "update_user";
  UserId user_id;
  std::optional<std::string> fullname;
  Patch avatar;
  Patch preferred_language;
  Patch bio;
  UserId actor;
  std::string actor_role;
  Patch mobile{};  // E.164
  const UserId& target() const { return user_id; }
};

// Errors: user.user_not_found, user.super_admin_only (somebody else's profile of an admin or
// superAdmin), user.user_archived, user.mobile_is_second_factor (emptying it).
Result<UserEvents> decide(const UserState& user, const UpdateUser& command);

}  // namespace authledger::command
