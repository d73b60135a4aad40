// The use cases on user groups that look at more than one stream. Thread-safe.
#pragma once

#include "command/dispatch.h"

namespace authledger::command {

class GroupService {
 public:
  explicit GroupService(Dispatcher& dispatcher) : dispatcher_(dispatcher) {}

  // Errors: group.user_group_not_found, user.user_not_found (unknown, deleted, archived, or of
  // another tenant), group.user_is_already_a_member.
  Result<Written> add_member(const CommandContext& context, const AddGroupMember& command,
                             const Render& render);

  // The membership as long as it counts: neither it nor its group is gone. Errors:
  // group.user_group_member_not_found.
  Result<GroupMemberState> member(const std::string& tenant_id, const GroupMemberId& id);

  // From the log alone, for permission checks: false for a group that is gone, too.
  Result<bool> is_member(const std::string& tenant_id, const GroupId& group, const UserId& user);

  // The groups that the user is in, each once; those that are gone are left out. Errors:
  // group.too_many_groups beyond `groups_max`.
  Result<std::vector<GroupId>> groups_of(const std::string& tenant_id, const UserId& user,
                                         std::size_t groups_max = 1000);

  Result<bool> exists(const std::string& tenant_id, const GroupId& group);

 private:
  Dispatcher& dispatcher_;
};

}  // namespace authledger::command
