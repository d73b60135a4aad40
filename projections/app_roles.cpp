#include "projections/app_roles.h"

#include <algorithm>

#include "events/app_events.h"
#include "projections/rooted_projection.h"

namespace authledger::projections {
namespace {

using namespace events;

struct Role {
  std::string id;
  std::string name;
  std::string description;
  bool gone = false;
  Timestamp created_at;
  static constexpr auto fields() {
    return std::tuple{field("id", &Role::id), field("name", &Role::name),
                      field("description", &Role::description), field("gone", &Role::gone),
                      field("createdAt", &Role::created_at)};
  }
};

struct App {
  std::string id;
  std::string name;
  std::string owner_id;
  bool deleted = false;
  std::vector<Role> roles;
  std::vector<DerivedMark> marks;
  static constexpr auto fields() {
    return std::tuple{field("id", &App::id),
                      field("name", &App::name),
                      field("ownerId", &App::owner_id),
                      field("deleted", &App::deleted),
                      field("roles", &App::roles),
                      field("marks", &App::marks)};
  }
};

struct AppRoleFold {
  Draft<App>& draft;
  App& app = draft.document;

  void operator()(const AppRegistered& e) const {
    app.id = e.app_id.value;
    app.name = e.app_name;
    app.owner_id = e.owner_id.value;
  }
  void operator()(const AppUpdated& e) const {
    if (e.app_name) app.name = *e.app_name;
  }
  void operator()(const AppSecretChanged&) const {}
  void operator()(const AppDeleted&) const { app.deleted = true; }
  void operator()(const AppRoleCreated& e) const {
    role(e.role_id) = {e.role_id.value, e.name, e.description, false, draft.recorded_at};
  }
  void operator()(const AppRoleUpdated& e) const {
    if (e.name) role(e.role_id).name = *e.name;
    if (e.description) role(e.role_id).description = *e.description;
  }
  void operator()(const AppRoleDeleted& e) const {
    Role deleted;  // its name alone is kept
    deleted.id = e.role_id.value;
    deleted.gone = true;
    role(e.role_id) = std::move(deleted);
  }

  Role& role(const AppRoleId& id) const {
    auto found = std::find_if(app.roles.begin(), app.roles.end(),
                              [&](const Role& one) { return one.id == id.value; });
    if (found != app.roles.end()) return *found;
    Role added;
    added.id = id.value;
    return app.roles.emplace_back(std::move(added));
  }
};

std::vector<DerivedPart<AppRoleDocument>> roles_of(const App& app) {
  std::vector<DerivedPart<AppRoleDocument>> parts;
  for (const auto& role : app.roles) {
    AppRoleDocument row;
    row.id = role.id;
    if (role.gone) {
      parts.push_back({role.id, std::move(row), false});
      continue;
    }
    row.name = role.name;
    row.description = role.description;
    row.app_id = app.id;
    row.app_name = app.name;
    row.owner_id = app.owner_id;
    row.created_at = role.created_at;
    parts.push_back({role.id, std::move(row), !app.deleted});
  }
  return parts;
}

}  // namespace

const Projection& app_roles() {
  static const RootedProjection<App, AppRoleDocument, AppEvent, AppRoleFold, &roles_of> projection(
      "app_roles", 1, "app-");
  return projection;
}

}  // namespace authledger::projections
