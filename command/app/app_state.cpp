#include "command/app/app_state.h"

#include "shared/constant_time.h"
#include "shared/text.h"

namespace authledger::command {
namespace {

using namespace events;

struct EvolveApp {
  AppState& app;
  const Recorded& recorded;

  void operator()(const AppRegistered& e) const {
    app.id = e.app_id;
    app.tenant_id = recorded.tenant_id;
    app.name = e.app_name;
    app.description = e.description;
    app.url = e.url;
    app.secret = e.secret.value;
    app.owner_id = e.owner_id;
  }
  void operator()(const AppUpdated& e) const {
    if (e.app_name) app.name = *e.app_name;
    if (e.description) app.description = *e.description;
    if (e.url) app.url = e.url;
    for (const auto& name : e.cleared) {
      if (name == "url") app.url.reset();
    }
  }
  void operator()(const AppSecretChanged& e) const { app.secret = e.secret.value; }
  void operator()(const AppDeleted&) const {
    app.deleted = true;
    app.roles.clear();
  }
  void operator()(const AppRoleCreated& e) const {
    app.roles[e.role_id] = {e.name, e.description, recorded.at, recorded.at};
    ++app.roles_ever;
  }
  void operator()(const AppRoleUpdated& e) const {
    auto& role = app.roles[e.role_id];
    if (e.name) role.name = *e.name;
    if (e.description) role.description = *e.description;
    role.updated_at = recorded.at;
  }
  void operator()(const AppRoleDeleted& e) const { app.roles.erase(e.role_id); }
};

PlainClaim name(const std::string& value, bool take) {
  return {kAppNameClaim, normalised_app_name(value), take};
}

struct AppClaims {
  const AppState& before;
  std::vector<PlainClaim> operator()(const AppRegistered& e) const {
    return {name(e.app_name, true)};
  }
  std::vector<PlainClaim> operator()(const AppUpdated& e) const {
    if (!e.app_name || normalised_app_name(*e.app_name) == normalised_app_name(before.name))
      return {};
    return {name(before.name, false), name(*e.app_name, true)};
  }
  std::vector<PlainClaim> operator()(const AppDeleted&) const { return {name(before.name, false)}; }
  std::vector<PlainClaim> operator()(const AppSecretChanged&) const { return {}; }
  std::vector<PlainClaim> operator()(const AppRoleCreated&) const { return {}; }
  std::vector<PlainClaim> operator()(const AppRoleUpdated&) const { return {}; }
  std::vector<PlainClaim> operator()(const AppRoleDeleted&) const { return {}; }
};

struct Entries {
  const AppState& before;
  std::vector<PlainEntry> operator()(const AppRegistered& e) const {
    return {{std::string(kAppOfOwner), e.owner_id.value, true}};
  }
  std::vector<PlainEntry> operator()(const AppDeleted&) const {
    std::vector<PlainEntry> entries{{std::string(kAppOfOwner), before.owner_id.value, false}};
    for (const auto& [id, role] : before.roles)
      entries.push_back({std::string(kAppOfRole), id.value, false});
    return entries;
  }
  std::vector<PlainEntry> operator()(const AppRoleCreated& e) const {
    return {{std::string(kAppOfRole), e.role_id.value, true}};
  }
  std::vector<PlainEntry> operator()(const AppRoleDeleted& e) const {
    return {{std::string(kAppOfRole), e.role_id.value, false}};
  }
  std::vector<PlainEntry> operator()(const AppUpdated&) const { return {}; }
  std::vector<PlainEntry> operator()(const AppSecretChanged&) const { return {}; }
  std::vector<PlainEntry> operator()(const AppRoleUpdated&) const { return {}; }
};

}  // namespace

bool AppState::proves(std::string_view presented_secret) const {
  return equal_in_constant_time(presented_secret, secret) && exists() && !secret.empty();
}

void evolve(AppState& app, const AppEvent& event, const Recorded& recorded) {
  std::visit(EvolveApp{app, recorded}, event);
}

std::string normalised_app_name(const std::string& name) { return lower_case(name); }

std::vector<PlainClaim> claims_of(const AppState& before, const AppEvent& event) {
  return std::visit(AppClaims{before}, event);
}

std::vector<PlainEntry> entries_of(const AppState& before, const AppEvent& event) {
  return std::visit(Entries{before}, event);
}

}  // namespace authledger::command
