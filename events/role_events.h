// Who holds a guarded role, in the stream role-<roleId>-<tenant>: the one place where "the last
// superAdmin" can be decided without a race. No personal data, no subject.
#pragma once

#include <string>
#include <tuple>
#include <variant>

#include "shared/fields.h"
#include "shared/ids.h"

namespace authledger::events {

struct RoleHolderAdded {
  static constexpr std::string_view kType = "role.holder_added";
  static constexpr int kVersion = 1;
  std::string role_id;
  UserId user_id;
  static constexpr auto fields() {
    return std::tuple{field("roleId", &RoleHolderAdded::role_id),
                      field("userId", &RoleHolderAdded::user_id)};
  }
};

struct RoleHolderRemoved {
  static constexpr std::string_view kType = "role.holder_removed";
  static constexpr int kVersion = 1;
  std::string role_id;
  UserId user_id;
  static constexpr auto fields() {
    return std::tuple{field("roleId", &RoleHolderRemoved::role_id),
                      field("userId", &RoleHolderRemoved::user_id)};
  }
};

using RoleEvent = std::variant<RoleHolderAdded, RoleHolderRemoved>;

}  // namespace authledger::events
