#include "projections/group_members.h"

#include "events/group_member_events.h"
#include "projections/typed_projection.h"

namespace authledger::projections {
namespace {

using namespace events;

struct GroupMemberFold {
  Draft<GroupMemberDocument>& draft;
  GroupMemberDocument& member = draft.document;

  void operator()(const GroupMemberAdded& e) const {
    member.id = e.member_id.value;
    member.group_id = e.group_id.value;
    member.user_id = e.user_id.value;
    member.owner_id = e.owner_id.value;
    member.owner = e.owner_id.value;
    member.created_at = draft.recorded_at;
  }
  void operator()(const GroupMemberRemoved&) const {
    member.is_active = false;
    draft.listed = false;
  }
};

}  // namespace

const Projection& group_members() {
  static const TypedProjection<GroupMemberDocument, GroupMemberEvent, GroupMemberFold> projection(
      "group_members", 1, "group_member-");
  return projection;
}

}  // namespace authledger::projections
