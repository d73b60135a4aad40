// The life of a user group, by an administrator.
#pragma once

#include <optional>
#include <string>

#include "command/group/group_state.h"
#include "command/user/update_user.h"

namespace authledger::command {

struct CreateGroup {
  using Aggregate = GroupAggregate;
  static constexpr std::string_view kName = "create_group";
  GroupId group_id;
  std::string name;
  std::optional<std::string> avatar;
  UserId actor;
  const GroupId& target() const { return group_id; }
};

struct UpdateGroup {
  using Aggregate = GroupAggregate;
  static constexpr std::string_view kName = "update_group";
  GroupId group_id;
  std::optional<std::string> name;
  Patch avatar;
  UserId actor;
  const GroupId& target() const { return group_id; }
};

struct DeleteGroup {
  using Aggregate = GroupAggregate;
  static constexpr std::string_view kName = "delete_group";
  GroupId group_id;
  UserId actor;
  const GroupId& target() const { return group_id; }
};

// Names need not be unique. Errors: update and delete: group.user_group_not_found (delete: only for
// one that never was; a deleted one gives no event); create: log.stream_changed for an id that is
// taken by another group.
Result<GroupEvents> decide(const GroupState& group, const CreateGroup& command);
Result<GroupEvents> decide(const GroupState& group, const UpdateGroup& command);
Result<GroupEvents> decide(const GroupState& group, const DeleteGroup& command);

}  // namespace authledger::command
