#include "command/group/group_service.h"

namespace authledger::command {

Result<bool> GroupService::exists(const std::string& tenant_id, const GroupId& group) {
  AUTHLEDGER_TRY(known, dispatcher_.load<GroupAggregate>(group, Freshness::kFresh));
  return known->state.exists() && known->state.tenant_id == tenant_id;
}

Result<Written> GroupService::add_member(const CommandContext& context,
                                         const AddGroupMember& command, const Render& render) {
  AUTHLEDGER_TRY(there, exists(context.tenant_id, command.group_id));
  if (!there) return fail(errors::kGroupNotFound);
  AUTHLEDGER_TRY(user, dispatcher_.load<UserAggregate>(command.user_id, Freshness::kFresh));
  if (!user->state.active() || user->state.tenant_id != context.tenant_id)
    return fail(errors::kUserNotFound);
  return dispatcher_.run(context, render, command);
}

Result<GroupMemberState> GroupService::member(const std::string& tenant_id,
                                              const GroupMemberId& id) {
  AUTHLEDGER_TRY(known, dispatcher_.load<GroupMemberAggregate>(id, Freshness::kFresh));
  if (!known->state.exists() || known->state.tenant_id != tenant_id)
    return fail(errors::kGroupMemberNotFound);
  AUTHLEDGER_TRY(there, exists(tenant_id, known->state.group_id));
  if (!there) return fail(errors::kGroupMemberNotFound);
  return known->state;
}

Result<bool> GroupService::is_member(const std::string& tenant_id, const GroupId& group,
                                     const UserId& user) {
  AUTHLEDGER_TRY(there, exists(tenant_id, group));
  if (!there) return false;
  AUTHLEDGER_TRY(
      owner, dispatcher_.owner_of(tenant_id, kGroupMemberClaim, group_member_value(group, user)));
  return owner.has_value();
}

Result<std::vector<GroupId>> GroupService::groups_of(const std::string& tenant_id,
                                                     const UserId& user, std::size_t groups_max) {
  EntryQuery query{tenant_id, std::string(kGroupOfUser), {user.value}};
  std::vector<GroupId> groups;
  for (bool more = true; more;) {
    AUTHLEDGER_TRY(page, dispatcher_.find_entries(query));
    more = static_cast<int>(page.size()) == query.limit;
    for (auto& entry : page) {
      const GroupMemberId id{entry.stream_id.substr(GroupMemberAggregate::kStreamPrefix.size())};
      // Members never change but by their end, and then the entry is gone.
      AUTHLEDGER_TRY(known, dispatcher_.load<GroupMemberAggregate>(id, Freshness::kCached));
      AUTHLEDGER_TRY(there, exists(tenant_id, known->state.group_id));
      if (known->state.exists() && there) groups.push_back(known->state.group_id);
      query.after_key = std::move(entry.key);
      query.after_stream = std::move(entry.stream_id);
    }
    if (groups.size() > groups_max) return fail(errors::kTooManyGroups);
  }
  return groups;
}

}  // namespace authledger::command
