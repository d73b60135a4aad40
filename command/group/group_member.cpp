#include "command/group/group_member.h"

namespace authledger::command {
namespace {

using events::GroupMemberAdded;
using events::GroupMemberRemoved;

struct EvolveGroupMember {
  GroupMemberState& member;
  const Recorded& recorded;

  void operator()(const GroupMemberAdded& e) const {
    member.id = e.member_id;
    member.tenant_id = recorded.tenant_id;
    member.group_id = e.group_id;
    member.user_id = e.user_id;
  }
  void operator()(const GroupMemberRemoved&) const { member.removed = true; }
};

struct GroupMemberClaims {
  std::vector<PlainClaim> operator()(const GroupMemberAdded& e) const {
    return {{kGroupMemberClaim, group_member_value(e.group_id, e.user_id), true}};
  }
  std::vector<PlainClaim> operator()(const GroupMemberRemoved& e) const {
    return {{kGroupMemberClaim, group_member_value(e.group_id, e.user_id), false}};
  }
};

struct Entries {
  std::vector<PlainEntry> operator()(const GroupMemberAdded& e) const {
    return {{std::string(kGroupOfUser), e.user_id.value, true}};
  }
  std::vector<PlainEntry> operator()(const GroupMemberRemoved& e) const {
    return {{std::string(kGroupOfUser), e.user_id.value, false}};
  }
};

}  // namespace

void evolve(GroupMemberState& member, const events::GroupMemberEvent& event,
            const Recorded& recorded) {
  std::visit(EvolveGroupMember{member, recorded}, event);
}

std::string group_member_value(const GroupId& group, const UserId& user) {
  return group.value + "/" + user.value;
}

std::vector<PlainClaim> claims_of(const GroupMemberState&, const events::GroupMemberEvent& event) {
  return std::visit(GroupMemberClaims{}, event);
}

std::vector<PlainEntry> entries_of(const GroupMemberState&, const events::GroupMemberEvent& event) {
  return std::visit(Entries{}, event);
}

Result<GroupMemberEvents> decide(const GroupMemberState& member, const AddGroupMember& command) {
  if (!member.id.empty()) {
    const bool same = member.group_id == command.group_id && member.user_id == command.user_id;
    return same && member.exists() ? Result<GroupMemberEvents>() : fail(errors::kStreamChanged);
  }
  return GroupMemberEvents{
      GroupMemberAdded{command.member_id, command.group_id, command.user_id, command.actor}};
}

Result<GroupMemberEvents> decide(const GroupMemberState& member, const RemoveGroupMember& command) {
  if (member.id.empty()) return fail(errors::kGroupMemberNotFound);
  if (member.removed) return GroupMemberEvents{};
  return GroupMemberEvents{
      GroupMemberRemoved{member.id, member.group_id, member.user_id, command.actor}};
}

}  // namespace authledger::command
