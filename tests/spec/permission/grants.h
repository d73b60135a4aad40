// Grants that the specs of permissions share.
#pragma once

#include "command/permission/permission_state.h"
#include "tests/support/people.h"

namespace authledger::test {

inline const PermissionId kGrantOne{"018f0000-0000-7000-8000-00000000c001"};
inline const PermissionId kGrantTwo{"018f0000-0000-7000-8000-00000000c002"};
inline const GroupId kStaff{"018f0000-0000-7000-8000-0000000057af"};
inline const GroupId kGuests{"018f0000-0000-7000-8000-00000000009e"};
inline const ObjectId kOrder{"018f0000-0000-7000-8000-000000000d01"};
inline const ObjectId kOtherOrder{"018f0000-0000-7000-8000-000000000d02"};
inline const std::string kManage = "orders.manage";

inline command::Grant to_user(const UserId& user, bool can_do = true) {
  command::Grant grant;
  grant.permission_name = kManage;
  grant.user_id = user;
  grant.can_do = can_do;
  return grant;
}
inline command::Grant to_group(const GroupId& group, bool can_do = true) {
  command::Grant grant;
  grant.permission_name = kManage;
  grant.group_id = group;
  grant.can_do = can_do;
  return grant;
}
inline command::Grant to_role(const std::string& role, bool can_do = true) {
  command::Grant grant;
  grant.permission_name = kManage;
  grant.role_id = role;
  grant.can_do = can_do;
  return grant;
}
inline command::Grant on(const ObjectId& object, command::Grant grant) {
  grant.object_id = object;
  return grant;
}

inline events::PermissionGranted granted(const PermissionId& id, const command::Grant& grant) {
  return {id,
          grant.permission_name,
          grant.role_id,
          grant.user_id,
          grant.group_id,
          grant.object_id,
          grant.can_do,
          kCarol};
}

}  // namespace authledger::test
