#include "command/group/change_group.h"

namespace authledger::command {

Result<GroupEvents> decide(const GroupState& group, const CreateGroup& command) {
  if (!group.id.empty()) {
    const bool same = group.name == command.name && group.avatar == command.avatar;
    return same && group.exists() ? Result<GroupEvents>() : fail(errors::kStreamChanged);
  }
  return GroupEvents{
      events::GroupCreated{command.group_id, command.name, command.avatar, command.actor}};
}

Result<GroupEvents> decide(const GroupState& group, const UpdateGroup& command) {
  if (!group.exists()) return fail(errors::kGroupNotFound);
  events::GroupUpdated event;
  event.group_id = group.id;
  event.updated_by = command.actor;
  bool changed = false;
  if (command.name && *command.name != group.name) {
    event.group_name = command.name;
    changed = true;
  }
  if (command.avatar.given && command.avatar.value != group.avatar) {
    event.avatar = command.avatar.value;
    if (!event.avatar) event.cleared.emplace_back("avatar");
    changed = true;
  }
  return changed ? GroupEvents{event} : GroupEvents{};
}

Result<GroupEvents> decide(const GroupState& group, const DeleteGroup& command) {
  if (group.id.empty()) return fail(errors::kGroupNotFound);
  if (group.deleted) return GroupEvents{};
  return GroupEvents{events::GroupDeleted{group.id, command.actor}};
}

}  // namespace authledger::command
