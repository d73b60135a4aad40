// app_roles_v1: one document per role of an app, made from the app's stream (decision 24).
#pragma once

#include <string>
#include <tuple>

#include "projections/projection.h"

namespace authledger::projections {

struct AppRoleDocument {
  std::string id;
  std::string name;
  std::string description;
  std::string app_id;
  std::string app_name;
  std::string owner_id;  // of the app
  Timestamp created_at;
  Timestamp updated_at;  // of the row: another name of the app changes it, too
  static constexpr auto fields() {
    return std::tuple{
        field("id", &AppRoleDocument::id, {.format = "uuid", .filter = true}),
        field("name", &AppRoleDocument::name, {.sort = true, .search = true}),
        field("description", &AppRoleDocument::description, {.search = true}),
        field("app_id", &AppRoleDocument::app_id, {.format = "uuid", .filter = true}),
        field("app_name", &AppRoleDocument::app_name, {.search = true}),
        field("owner_id", &AppRoleDocument::owner_id, {.format = "uuid", .filter = true}),
        field("createdAt", &AppRoleDocument::created_at, {.sort = true}),
        field("updatedAt", &AppRoleDocument::updated_at)};
  }
};

const Projection& app_roles();

}  // namespace authledger::projections
