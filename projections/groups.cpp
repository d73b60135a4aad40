#include "projections/groups.h"

#include "events/group_events.h"
#include "projections/typed_projection.h"
#include "shared/generated_avatar.h"

namespace authledger::projections {
namespace {

using namespace events;

struct GroupFold {
  Draft<GroupDocument>& draft;
  GroupDocument& group = draft.document;

  void operator()(const GroupCreated& e) const {
    group.id = e.group_id.value;
    group.group_name = e.group_name;
    group.avatar = e.avatar.value_or(generated_avatar(e.group_id.value));
    group.owner = e.owner_id.value;
    group.created_at = draft.recorded_at;
  }
  void operator()(const GroupUpdated& e) const {
    if (e.group_name) group.group_name = *e.group_name;
    if (e.avatar) group.avatar = *e.avatar;
    for (const auto& name : e.cleared) {
      if (name == "avatar") group.avatar = generated_avatar(e.group_id.value);
    }
  }
  void operator()(const GroupDeleted&) const {
    group.is_active = false;
    draft.listed = false;
  }
};

}  // namespace

const Projection& groups() {
  static const TypedProjection<GroupDocument, GroupEvent, GroupFold> projection("groups", 1,
                                                                                "group-");
  return projection;
}

}  // namespace authledger::projections
