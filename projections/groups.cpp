#include "projections/groups.h"

#include "events/group_events.h"
#include "projections/typed_projection.h"

namespace authledger::projections {
namespace {

using namespace events;

std::string generated_avatar(const GroupId& id) { return "/avatars/" + id.value + ".svg"; }

struct Fold {
  Draft<GroupDocument>& draft;
  GroupDocument& group = draft.document;

  void operator()(const GroupCreated& e) const {
    group.id = e.group_id.value;
    group.group_name = e.group_name;
    group.avatar = e.avatar.value_or(generated_avatar(e.group_id));
    group.owner = e.owner_id.value;
    group.created_at = draft.recorded_at;
  }
  void operator()(const GroupUpdated& e) const {
    if (e.group_name) group.group_name = *e.group_name;
    if (e.avatar) group.avatar = *e.avatar;
    for (const auto& name : e.cleared) {
      if (name == "avatar") group.avatar = generated_avatar(e.group_id);
    }
  }
  void operator()(const GroupDeleted&) const {
    group.is_active = false;
    draft.listed = false;
  }
};

}  // namespace

const Projection& groups() {
  static const TypedProjection<GroupDocument, GroupEvent, Fold> projection("groups", 1, "group-");
  return projection;
}

}  // namespace authledger::projections
