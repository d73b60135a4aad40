#include "command/role/role_holders.h"

#include "command/context.h"
#include "shared/errors.h"

namespace authledger::command {
namespace {

struct EvolveRoleHolders {
  RoleHoldersState& state;
  void operator()(const events::RoleHolderAdded& e) const { state.holders.insert(e.user_id); }
  void operator()(const events::RoleHolderRemoved& e) const { state.holders.erase(e.user_id); }
};

}  // namespace

void evolve(RoleHoldersState& state, const events::RoleEvent& event, const Recorded&) {
  std::visit(EvolveRoleHolders{state}, event);
}

Result<std::vector<events::RoleEvent>> decide(const RoleHoldersState& state,
                                              const ChangeRoleHolders& command) {
  using Events = std::vector<events::RoleEvent>;
  const std::string role(roles::kSuperAdmin);
  const bool holds_now = state.holders.contains(command.user_id);
  if (holds_now == command.holds) return Events{};
  if (command.holds) return Events{events::RoleHolderAdded{role, command.user_id}};
  if (state.holders.size() == 1) return fail(errors::kLastSuperAdmin);
  return Events{events::RoleHolderRemoved{role, command.user_id}};
}

std::optional<ChangeRoleHolders> role_change(const std::string& tenant_id, const UserState& before,
                                             const UserState& after) {
  const auto counts = [](const UserState& user) {
    return user.active() && !user.locked() && user.role_id == roles::kSuperAdmin;
  };
  const bool held = counts(before);
  const bool holds = counts(after);
  if (held == holds) return std::nullopt;
  return ChangeRoleHolders{tenant_id, after.id, holds};
}

}  // namespace authledger::command
