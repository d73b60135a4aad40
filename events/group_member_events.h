// Facts of one membership in a user group, in the stream group_member-<id>. No personal data, no
// subject.
#pragma once

#include <string>
#include <tuple>
#include <variant>

#include "shared/fields.h"
#include "shared/ids.h"

namespace authledger::events {

struct GroupMemberAdded {
  static constexpr std::string_view kType = "group.member_added";
  static constexpr int kVersion = 1;
  GroupMemberId member_id;
  GroupId group_id;
  UserId user_id;
  UserId owner_id;  // who added the member
  static constexpr auto fields() {
    return std::tuple{field("memberId", &GroupMemberAdded::member_id),
                      field("groupId", &GroupMemberAdded::group_id),
                      field("userId", &GroupMemberAdded::user_id),
                      field("ownerId", &GroupMemberAdded::owner_id)};
  }
};

struct GroupMemberRemoved {
  static constexpr std::string_view kType = "group.member_removed";
  static constexpr int kVersion = 1;
  GroupMemberId member_id;
  GroupId group_id;
  UserId user_id;
  UserId removed_by;
  static constexpr auto fields() {
    return std::tuple{field("memberId", &GroupMemberRemoved::member_id),
                      field("groupId", &GroupMemberRemoved::group_id),
                      field("userId", &GroupMemberRemoved::user_id),
                      field("removedBy", &GroupMemberRemoved::removed_by)};
  }
};

using GroupMemberEvent = std::variant<GroupMemberAdded, GroupMemberRemoved>;

}  // namespace authledger::events
