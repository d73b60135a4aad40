// The bodies of operations on user groups.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>

#include "shared/fields.h"
#include "shared/ids.h"

namespace authledger::infra {

inline constexpr FieldRule kGroupNameRule{.length_min = 1,
                                          .length_max = 200,
                                          .format = "line",
                                          .about = "A name for people; need not be unique.",
                                          .example = "Librarians"};
inline constexpr FieldRule kGroupAvatarRule{.length_min = 1,
                                            .length_max = 2048,
                                            .format = "url",
                                            .about = "The group's icon; without one it is made."};

struct CreateGroupBody {
  std::string group_name;
  std::optional<std::string> avatar;
  static constexpr auto fields() {
    return std::tuple{field("groupName", &CreateGroupBody::group_name, kGroupNameRule),
                      field("avatar", &CreateGroupBody::avatar, kGroupAvatarRule)};
  }
};

struct UpdateGroupBody {
  static constexpr std::array<std::string_view, 1> kNeverNull = {"groupName"};
  std::optional<std::string> group_name;
  std::optional<std::string> avatar;
  static constexpr auto fields() {
    return std::tuple{field("groupName", &UpdateGroupBody::group_name, kGroupNameRule),
                      field("avatar", &UpdateGroupBody::avatar, kGroupAvatarRule)};
  }
};

struct GroupMemberBody {
  GroupId group_id;
  UserId user_id;
  static constexpr auto fields() {
    return std::tuple{field("groupId", &GroupMemberBody::group_id),
                      field("userId", &GroupMemberBody::user_id)};
  }
};

}  // namespace authledger::infra
