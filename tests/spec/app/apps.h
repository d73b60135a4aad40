// Apps and roles that specs share.
#pragma once

#include "events/app_events.h"
#include "events/membership_events.h"
#include "tests/support/people.h"

namespace authledger::test {

inline const AppId kShop{"018f0000-0000-7000-8000-0000000a9901"};
inline const AppId kBlog{"018f0000-0000-7000-8000-0000000a9902"};
inline const AppRoleId kEditor{"018f0000-0000-7000-8000-0000000a0e01"};
inline const AppRoleId kReader{"018f0000-0000-7000-8000-0000000a0e02"};
inline const RoleAssignmentId kFirstRole{"018f0000-0000-7000-8000-0000000a5501"};
inline const RoleAssignmentId kSecondRole{"018f0000-0000-7000-8000-0000000a5502"};

inline events::AppRegistered shop() {
  return {kShop, "Shop", "Sells things", std::nullopt, std::string("s3cret"), kBob};
}
inline events::AppRoleCreated role(const AppRoleId& id, const std::string& name) {
  return {kShop, id, name, "", kBob};
}
inline events::UserJoinedApp joined(const AppId& app) { return {kAlice, app, kAlice}; }

}  // namespace authledger::test
