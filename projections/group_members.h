// group_members_v1: one document per membership in a user group. The user object that lists show
// beside it is joined when they are read, so that it is never older than the user.
#pragma once

#include <string>
#include <tuple>

#include "projections/projection.h"

namespace authledger::projections {

// The userGroupMember object of seed 002.
struct GroupMemberDocument {
  std::string id;
  std::string group_id;
  std::string user_id;
  std::string owner_id;
  bool is_active = true;
  StreamVersion record_version = 0;
  Timestamp created_at;
  Timestamp updated_at;
  std::string owner;
  static constexpr auto fields() {
    return std::tuple{
        field("id", &GroupMemberDocument::id, {.format = "uuid"}),
        field("groupId", &GroupMemberDocument::group_id, {.format = "uuid", .filter = true}),
        field("userId", &GroupMemberDocument::user_id, {.format = "uuid", .filter = true}),
        field("ownerId", &GroupMemberDocument::owner_id, {.format = "uuid", .filter = true}),
        field("isActive", &GroupMemberDocument::is_active),
        field("recordVersion", &GroupMemberDocument::record_version),
        field("createdAt", &GroupMemberDocument::created_at, {.sort = true}),
        field("updatedAt", &GroupMemberDocument::updated_at, {.sort = true}),
        field("_owner", &GroupMemberDocument::owner, {.format = "uuid"})};
  }
};

const Projection& group_members();

}  // namespace authledger::projections
