// apps_v1: one document per app. Without its secret, which is in no read model.
#pragma once

#include <optional>
#include <string>
#include <tuple>

#include "projections/projection.h"

namespace authledger::projections {

struct AppDocument {
  std::string id;
  std::string app_name;
  std::string description;
  std::optional<std::string> url;
  std::string owner_id;
  StreamVersion record_version = 0;
  Timestamp created_at;
  Timestamp updated_at;
  static constexpr auto fields() {
    return std::tuple{field("id", &AppDocument::id, {.format = "uuid", .filter = true}),
                      field("app_name", &AppDocument::app_name, {.sort = true, .search = true}),
                      field("description", &AppDocument::description, {.search = true}),
                      field("url", &AppDocument::url),
                      field("owner_id", &AppDocument::owner_id, {.format = "uuid", .filter = true}),
                      field("recordVersion", &AppDocument::record_version),
                      field("createdAt", &AppDocument::created_at, {.sort = true}),
                      field("updatedAt", &AppDocument::updated_at)};
  }
};

const Projection& apps();

}  // namespace authledger::projections
