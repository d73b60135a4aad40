#include "projections/permissions.h"

#include "events/permission_events.h"
#include "projections/typed_projection.h"

namespace authledger::projections {
namespace {

using namespace events;

template <class T>
std::optional<std::string> text(const std::optional<Id<T>>& id) {
  return id ? std::optional(id->value) : std::nullopt;
}

struct PermissionFold {
  Draft<PermissionDocument>& draft;
  PermissionDocument& permission = draft.document;

  void operator()(const PermissionGranted& e) const {
    permission.id = e.permission_id.value;
    permission.permission_name = e.permission_name;
    permission.role_id = e.role_id;
    permission.subject_user_id = text(e.subject_user_id);
    permission.subject_user_group_id = text(e.subject_user_group_id);
    permission.object_id = text(e.object_id);
    permission.can_do = e.can_do;
    permission.tenant_codename = draft.tenant_id;
    permission.created_at = draft.recorded_at;
    permission.owner = e.granted_by.value;
  }
  void operator()(const PermissionRevoked&) const {
    permission.is_active = false;
    draft.listed = false;
  }
};

}  // namespace

const Projection& permissions() {
  static const TypedProjection<PermissionDocument, PermissionEvent, PermissionFold> projection(
      "permissions", 1, "permission-");
  return projection;
}

}  // namespace authledger::projections
