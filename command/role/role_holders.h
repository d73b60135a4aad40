// Who holds superAdmin in a tenant. Dispatch writes this stream, with its exact version, in the
// same transaction as the user's own whenever the set changes; so that two demotions at once cannot
// leave nobody.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "command/user/user_state.h"
#include "events/role_events.h"

namespace authledger::command {

struct RoleHoldersState {
  std::set<UserId> holders;
};

struct RoleHoldersAggregate {
  using Target = std::string;
  using State = RoleHoldersState;
  using Event = events::RoleEvent;
  static std::string stream_id(const std::string& tenant_id) {
    return "role-superAdmin-" + tenant_id;
  }
  static std::string subject(const std::string&) { return {}; }
};

struct ChangeRoleHolders {
  using Aggregate = RoleHoldersAggregate;
  static constexpr std::string_view kName = "change_role_holders";
  std::string tenant_id;
  UserId user_id;
  bool holds = true;
  const std::string& target() const { return tenant_id; }
};

void evolve(RoleHoldersState& state, const events::RoleEvent& event, const Recorded& recorded);

// Errors: user.last_super_admin.
Result<std::vector<events::RoleEvent>> decide(const RoleHoldersState& state,
                                              const ChangeRoleHolders& command);

// The change of the set that these events of a user mean, if any. An archived superAdmin does not
// count, nor one whom bans keep out.
std::optional<ChangeRoleHolders> role_change(const std::string& tenant_id, const UserState& before,
                                             const UserState& after);

}  // namespace authledger::command
