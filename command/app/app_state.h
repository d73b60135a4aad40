// What the rules about an app need to know. Folded from the stream app-<id>.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "command/aggregate.h"
#include "events/app_events.h"
#include "shared/errors.h"

namespace authledger::command {

inline constexpr std::size_t kRolesOfAppMax = 1000;
inline constexpr int kRolesEverMax = 20'000;  // read models keep the id of each

struct AppRole {
  std::string name;
  std::string description;
  Timestamp created_at;
  Timestamp updated_at;
};

struct AppState {
  AppId id;  // empty: never registered
  std::string tenant_id;
  std::string name;
  std::string description;
  std::optional<std::string> url;
  std::string secret;
  UserId owner_id;  // for good
  bool deleted = false;
  std::map<AppRoleId, AppRole> roles;  // that are left
  int roles_ever = 0;
  bool exists() const { return !id.empty() && !deleted; }
  // In constant time; false for an app that is gone.
  bool proves(std::string_view presented_secret) const;
};

using AppEvents = std::vector<events::AppEvent>;

struct AppAggregate {
  using Target = AppId;
  using State = AppState;
  using Event = events::AppEvent;
  static constexpr const ErrorRow& kUnknown = errors::kAppNotFound;  // to other tenants
  static constexpr std::string_view kStreamPrefix = "app-";
  static constexpr bool kOwnSubject = true;
  static std::string stream_id(const AppId& id) { return std::string(kStreamPrefix) + id.value; }
  static std::string subject(const AppId& id) { return id.value; }
};

void evolve(AppState& app, const events::AppEvent& event, const Recorded& recorded);

inline constexpr const char* kAppNameClaim = "app_name";
std::string normalised_app_name(const std::string& name);  // folded for case
std::vector<PlainClaim> claims_of(const AppState& before, const events::AppEvent& event);

// The apps of an owner, and the app of a role.
inline constexpr std::string_view kAppOfOwner = "app_of_owner";
inline constexpr std::string_view kAppOfRole = "app_of_role";
std::vector<PlainEntry> entries_of(const AppState& before, const events::AppEvent& event);

}  // namespace authledger::command
