#include "command/group/group_state.h"

namespace authledger::command {
namespace {

struct EvolveGroup {
  GroupState& group;
  const Recorded& recorded;

  void operator()(const events::GroupCreated& e) const {
    group.id = e.group_id;
    group.tenant_id = recorded.tenant_id;
    group.name = e.group_name;
    group.avatar = e.avatar;
  }
  void operator()(const events::GroupUpdated& e) const {
    if (e.group_name) group.name = *e.group_name;
    if (e.avatar) group.avatar = e.avatar;
    for (const auto& name : e.cleared) {
      if (name == "avatar") group.avatar.reset();
    }
  }
  void operator()(const events::GroupDeleted&) const { group.deleted = true; }
};

}  // namespace

void evolve(GroupState& group, const events::GroupEvent& event, const Recorded& recorded) {
  std::visit(EvolveGroup{group, recorded}, event);
}

}  // namespace authledger::command
