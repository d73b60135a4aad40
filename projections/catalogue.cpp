#include "projections/catalogue.h"

#include <algorithm>

#include "projections/app_roles.h"
#include "projections/apps.h"
#include "projections/avatar_files.h"
#include "projections/group_members.h"
#include "projections/groups.h"
#include "projections/memberships.h"
#include "projections/permissions.h"
#include "projections/sessions.h"
#include "projections/users.h"

namespace authledger::projections {

const std::vector<const Projection*>& catalogue() {
  static const std::vector<const Projection*> all = {
      &users(),    &permissions(), &groups(),    &group_members(), &avatar_files(),
      &sessions(), &apps(),        &app_roles(), &memberships(),
  };
  return all;
}

const Projection* find_projection(std::string_view name) {
  const auto& all = catalogue();
  const auto found = std::find_if(all.begin(), all.end(),
                                  [&](const auto* one) { return one->schema().name == name; });
  return found == all.end() ? nullptr : *found;
}

}  // namespace authledger::projections
