// Facts of a person in apps: membership and the app's roles. Part of the stream user-<id>; the
// list of all its events is UserEvent (user_events.h).
#pragma once

#include <optional>
#include <string>
#include <tuple>
#include <variant>
#include <vector>

#include "shared/fields.h"
#include "shared/ids.h"

namespace authledger::events {

// As an active member. Again, by the person itself, by whom others had made a member.
struct UserJoinedApp {
  static constexpr std::string_view kType = "user.joined_app";
  static constexpr int kVersion = 1;
  UserId user_id;
  AppId app_id;
  UserId added_by;       // the person itself for one that came by itself
  bool imposed = false;  // by the app's owner: neither the person nor an administrator had a say
  static constexpr auto fields() {
    return std::tuple{
        field("userId", &UserJoinedApp::user_id), field("appId", &UserJoinedApp::app_id),
        field("addedBy", &UserJoinedApp::added_by), field("imposed", &UserJoinedApp::imposed)};
  }
};

// The membership is gone, with its ban and its roles.
struct UserLeftApp {
  static constexpr std::string_view kType = "user.left_app";
  static constexpr int kVersion = 1;
  UserId user_id;
  AppId app_id;
  std::string reason;  // app_deleted
  static constexpr auto fields() {
    return std::tuple{field("userId", &UserLeftApp::user_id), field("appId", &UserLeftApp::app_id),
                      field("reason", &UserLeftApp::reason)};
  }
};

struct UserMembershipActivated {
  static constexpr std::string_view kType = "user.membership_activated";
  static constexpr int kVersion = 1;
  UserId user_id;
  AppId app_id;
  UserId changed_by;
  static constexpr auto fields() {
    return std::tuple{field("userId", &UserMembershipActivated::user_id),
                      field("appId", &UserMembershipActivated::app_id),
                      field("changedBy", &UserMembershipActivated::changed_by)};
  }
};

struct UserMembershipDeactivated {
  static constexpr std::string_view kType = "user.membership_deactivated";
  static constexpr int kVersion = 1;
  UserId user_id;
  AppId app_id;
  UserId changed_by;
  static constexpr auto fields() {
    return std::tuple{field("userId", &UserMembershipDeactivated::user_id),
                      field("appId", &UserMembershipDeactivated::app_id),
                      field("changedBy", &UserMembershipDeactivated::changed_by)};
  }
};

struct UserAppRoleAssigned {
  static constexpr std::string_view kType = "user.app_role_assigned";
  static constexpr int kVersion = 1;
  UserId user_id;
  AppId app_id;
  RoleAssignmentId ur_id;
  AppRoleId role_id;
  UserId assigned_by;
  static constexpr auto fields() {
    return std::tuple{field("userId", &UserAppRoleAssigned::user_id),
                      field("appId", &UserAppRoleAssigned::app_id),
                      field("urId", &UserAppRoleAssigned::ur_id),
                      field("roleId", &UserAppRoleAssigned::role_id),
                      field("assignedBy", &UserAppRoleAssigned::assigned_by)};
  }
};

// The person has this one role in the app from now on: the assignment goes on with it, and all
// others of the app are dropped.
struct UserAppRoleReplaced {
  static constexpr std::string_view kType = "user.app_role_replaced";
  static constexpr int kVersion = 1;
  UserId user_id;
  AppId app_id;
  RoleAssignmentId ur_id;
  AppRoleId previous_role_id;  // of this assignment
  AppRoleId role_id;
  std::vector<RoleAssignmentId> dropped;
  UserId assigned_by;
  static constexpr auto fields() {
    return std::tuple{field("userId", &UserAppRoleReplaced::user_id),
                      field("appId", &UserAppRoleReplaced::app_id),
                      field("urId", &UserAppRoleReplaced::ur_id),
                      field("previousRoleId", &UserAppRoleReplaced::previous_role_id),
                      field("roleId", &UserAppRoleReplaced::role_id),
                      field("dropped", &UserAppRoleReplaced::dropped),
                      field("assignedBy", &UserAppRoleReplaced::assigned_by)};
  }
};

struct UserAppRoleRemoved {
  static constexpr std::string_view kType = "user.app_role_removed";
  static constexpr int kVersion = 1;
  UserId user_id;
  AppId app_id;
  RoleAssignmentId ur_id;
  AppRoleId role_id;
  std::optional<UserId> removed_by;  // nothing: the role was deleted
  static constexpr auto fields() {
    return std::tuple{
        field("userId", &UserAppRoleRemoved::user_id), field("appId", &UserAppRoleRemoved::app_id),
        field("urId", &UserAppRoleRemoved::ur_id), field("roleId", &UserAppRoleRemoved::role_id),
        field("removedBy", &UserAppRoleRemoved::removed_by)};
  }
};

using MembershipEvent =
    std::variant<UserJoinedApp, UserLeftApp, UserMembershipActivated, UserMembershipDeactivated,
                 UserAppRoleAssigned, UserAppRoleReplaced, UserAppRoleRemoved>;

}  // namespace authledger::events
