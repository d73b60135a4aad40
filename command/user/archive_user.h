// A person leaves for now (archive), comes back (restore), or is removed (delete).
#pragma once

#include <string>

#include "command/user/user_state.h"

namespace authledger::command {

struct ArchiveUser {
  using Aggregate = UserAggregate;
  static constexpr std::string_view kName = "archive_user";
  UserId user_id;
  Timestamp restorable_until;
  const UserId& target() const { return user_id; }
};

struct RestoreUser {
  using Aggregate = UserAggregate;
  static constexpr std::string_view kName = "restore_user";
  UserId user_id;
  Timestamp now;
  const UserId& target() const { return user_id; }
};

struct DeleteUser {
  using Aggregate = UserAggregate;
  static constexpr std::string_view kName = "delete_user";
  UserId user_id;
  std::string actor_role;
  const UserId& target() const { return user_id; }
};

// Frees the claims of an archived person whose window is over, so that somebody else can take them.
struct ExpireArchive {
  using Aggregate = UserAggregate;
  static constexpr std::string_view kName = "expire_archive";
  UserId user_id;
  Timestamp now;
  const UserId& target() const { return user_id; }
};

// Errors: user.user_not_found; restore: user.user_archived when the window is over; delete:
// user.super_admin_only. Archiving an archived, restoring an active and deleting a deleted person
// give no event. The last superAdmin is guarded by role_holders.h.
Result<UserEvents> decide(const UserState& user, const ArchiveUser& command);
Result<UserEvents> decide(const UserState& user, const RestoreUser& command);
Result<UserEvents> decide(const UserState& user, const DeleteUser& command);
Result<UserEvents> decide(const UserState& user, const ExpireArchive& command);

}  // namespace authledger::command
