// Facts of a user group, in the stream group-<id>. No personal data, no subject. Its members have
// streams of their own: group_member_events.h.
#pragma once

#include <optional>
#include <string>
#include <tuple>
#include <variant>
#include <vector>

#include "shared/fields.h"
#include "shared/ids.h"

namespace authledger::events {

struct GroupCreated {
  static constexpr std::string_view kType = "group.created";
  static constexpr int kVersion = 1;
  GroupId group_id;
  std::string group_name;
  std::optional<std::string> avatar;  // nothing: a generated one is shown
  UserId owner_id;                    // who created it
  static constexpr auto fields() {
    return std::tuple{
        field("groupId", &GroupCreated::group_id), field("groupName", &GroupCreated::group_name),
        field("avatar", &GroupCreated::avatar), field("ownerId", &GroupCreated::owner_id)};
  }
};

// Only what changed is filled in; what was emptied is named in `cleared` (avatar).
struct GroupUpdated {
  static constexpr std::string_view kType = "group.updated";
  static constexpr int kVersion = 1;
  GroupId group_id;
  std::optional<std::string> group_name;
  std::optional<std::string> avatar;
  std::vector<std::string> cleared;
  UserId updated_by;
  static constexpr auto fields() {
    return std::tuple{
        field("groupId", &GroupUpdated::group_id), field("groupName", &GroupUpdated::group_name),
        field("avatar", &GroupUpdated::avatar), field("cleared", &GroupUpdated::cleared),
        field("updatedBy", &GroupUpdated::updated_by)};
  }
};

// Its memberships end with it.
struct GroupDeleted {
  static constexpr std::string_view kType = "group.deleted";
  static constexpr int kVersion = 1;
  GroupId group_id;
  UserId deleted_by;
  static constexpr auto fields() {
    return std::tuple{field("groupId", &GroupDeleted::group_id),
                      field("deletedBy", &GroupDeleted::deleted_by)};
  }
};

using GroupEvent = std::variant<GroupCreated, GroupUpdated, GroupDeleted>;

}  // namespace authledger::events
