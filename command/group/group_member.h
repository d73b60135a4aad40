// A membership in a user group: the stream group_member-<id>. That a user is in a group at most
// once is a claim, which also answers who is a member without a read model.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "command/aggregate.h"
#include "command/user/user_state.h"
#include "events/group_member_events.h"
#include "shared/errors.h"

namespace authledger::command {

struct GroupMemberState {
  GroupMemberId id;  // empty: never added
  std::string tenant_id;
  GroupId group_id;
  UserId user_id;
  bool removed = false;
  bool exists() const { return !id.empty() && !removed; }
};

using GroupMemberEvents = std::vector<events::GroupMemberEvent>;

struct GroupMemberAggregate {
  using Target = GroupMemberId;
  using State = GroupMemberState;
  using Event = events::GroupMemberEvent;
  static constexpr const ErrorRow& kUnknown = errors::kGroupMemberNotFound;  // to other tenants
  static constexpr std::string_view kStreamPrefix = "group_member-";
  static std::string stream_id(const GroupMemberId& id) {
    return std::string(kStreamPrefix) + id.value;
  }
  static std::string subject(const GroupMemberId&) { return {}; }
};

void evolve(GroupMemberState& member, const events::GroupMemberEvent& event,
            const Recorded& recorded);

inline constexpr const char* kGroupMemberClaim = "group_member";
std::string group_member_value(const GroupId& group, const UserId& user);
std::vector<PlainClaim> claims_of(const GroupMemberState& before,
                                  const events::GroupMemberEvent& event);

// The memberships of a user: the entries of this kind under the user's id.
inline constexpr std::string_view kGroupOfUser = "group_of_user";
std::vector<PlainEntry> entries_of(const GroupMemberState& before,
                                   const events::GroupMemberEvent& event);

struct AddGroupMember {
  using Aggregate = GroupMemberAggregate;
  static constexpr std::string_view kName = "add_group_member";
  GroupMemberId member_id;
  GroupId group_id;
  UserId user_id;
  UserId actor;
  const GroupMemberId& target() const { return member_id; }
};

struct RemoveGroupMember {
  using Aggregate = GroupMemberAggregate;
  static constexpr std::string_view kName = "remove_group_member";
  GroupMemberId member_id;
  UserId actor;
  const GroupMemberId& target() const { return member_id; }
};

// Errors: add: log.stream_changed for an id that is taken by another membership (of a user who is
// in the group already: group.user_is_already_a_member, by the claim); remove:
// group.user_group_member_not_found for one that never was, a removed one gives no event.
Result<GroupMemberEvents> decide(const GroupMemberState& member, const AddGroupMember& command);
Result<GroupMemberEvents> decide(const GroupMemberState& member, const RemoveGroupMember& command);

}  // namespace authledger::command
