#include "projections/apps.h"

#include "events/app_events.h"
#include "projections/typed_projection.h"

namespace authledger::projections {
namespace {

using namespace events;

struct AppFold {
  Draft<AppDocument>& draft;
  AppDocument& app = draft.document;

  void operator()(const AppRegistered& e) const {
    app.id = e.app_id.value;
    app.app_name = e.app_name;
    app.description = e.description;
    app.url = e.url;
    app.owner_id = e.owner_id.value;
    app.created_at = draft.recorded_at;
  }
  void operator()(const AppUpdated& e) const {
    if (e.app_name) app.app_name = *e.app_name;
    if (e.description) app.description = *e.description;
    if (e.url) app.url = e.url;
    for (const auto& name : e.cleared) {
      if (name == "url") app.url.reset();
    }
  }
  void operator()(const AppSecretChanged&) const {}
  void operator()(const AppDeleted&) const { draft.listed = false; }
  // Told by the read model of roles.
  void operator()(const AppRoleCreated&) const {}
  void operator()(const AppRoleUpdated&) const {}
  void operator()(const AppRoleDeleted&) const {}
};

}  // namespace

const Projection& apps() {
  static const TypedProjection<AppDocument, AppEvent, AppFold> projection("apps", 1, "app-");
  return projection;
}

}  // namespace authledger::projections
