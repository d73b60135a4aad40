// A person in an app, as a part of UserState.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>

#include "shared/ids.h"
#include "shared/time.h"

namespace authledger::command {

inline constexpr std::size_t kAppsOfOneMax = 1000;
inline constexpr int kJoinsOfOneMax = 20'000;       // ever: read models keep the name of each app
inline constexpr std::size_t kRolesOfOneMax = 100;  // of a person in one app

// In force from the moment of its event to `until`, whoever has noticed that it is over.
struct Ban {
  std::optional<std::string> reason;
  std::optional<Timestamp> until;  // nothing: until somebody lifts it
  UserId by;
  bool holds(Timestamp now) const { return !until || now < *until; }
};

struct Membership {
  bool active = true;
  bool own = false;        // came by itself, and was not added
  bool imposed = false;    // by the app's owner alone: a ban there is none of the person
  std::optional<Ban> ban;  // of this app alone; perhaps over
  std::map<RoleAssignmentId, AppRoleId> roles;
};

using Memberships = std::map<AppId, Membership>;

}  // namespace authledger::command
