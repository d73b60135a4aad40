// A person becomes a member of an app, is set active or inactive there, or leaves with the app.
#pragma once

#include <optional>
#include <string>

#include "command/user/user_state.h"

namespace authledger::command {

struct JoinApp {
  using Aggregate = UserAggregate;
  static constexpr std::string_view kName = "join_app";
  UserId user_id;
  AppId app_id;
  UserId actor;
  Timestamp now;
  bool imposed = false;  // by the app's owner, who is no administrator
  const UserId& target() const { return user_id; }
};

struct SetMemberActive {
  using Aggregate = UserAggregate;
  static constexpr std::string_view kName = "set_member_active";
  UserId user_id;
  AppId app_id;
  bool active = true;
  UserId app_owner;
  UserId actor;
  const UserId& target() const { return user_id; }
};

// The app is gone.
struct LeaveApp {
  using Aggregate = UserAggregate;
  static constexpr std::string_view kName = "leave_app";
  UserId user_id;
  AppId app_id;
  // Whose doing ends the sessions of who came by itself and has no other app; nothing: they go on.
  std::optional<UserId> ended_by{};
  const UserId& target() const { return user_id; }
};

// Errors: join: user.user_not_found, user.user_archived, user.user_banned for whom bans keep out
// (decision 22), membership.too_many_apps; a member joins without an event, but for whom
// the owner had put there and who now comes by itself, or is added by an administrator. Set active:
// user.user_not_found, membership.user_is_not_a_member, membership.owner_stays_active. Leave: none.
Result<UserEvents> decide(const UserState& user, const JoinApp& command);
Result<UserEvents> decide(const UserState& user, const SetMemberActive& command);
Result<UserEvents> decide(const UserState& user, const LeaveApp& command);

}  // namespace authledger::command
