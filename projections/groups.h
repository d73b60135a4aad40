// groups_v1: one document per user group, as GET /v1/usergroups shows it.
#pragma once

#include <string>
#include <tuple>

#include "projections/projection.h"

namespace authledger::projections {

// The userGroup object of seed 002.
struct GroupDocument {
  std::string id;
  std::string group_name;
  std::string avatar;
  bool is_active = true;
  StreamVersion record_version = 0;
  Timestamp created_at;
  Timestamp updated_at;
  std::string owner;
  static constexpr auto fields() {
    return std::tuple{
        field("id", &GroupDocument::id, {.format = "uuid"}),
        field("groupName", &GroupDocument::group_name, {.filter = true, .sort = true}),
        field("avatar", &GroupDocument::avatar, {.filter = true}),
        field("isActive", &GroupDocument::is_active),
        field("recordVersion", &GroupDocument::record_version),
        field("createdAt", &GroupDocument::created_at, {.sort = true}),
        field("updatedAt", &GroupDocument::updated_at, {.sort = true}),
        field("_owner", &GroupDocument::owner, {.format = "uuid"})};
  }
};

const Projection& groups();

}  // namespace authledger::projections
