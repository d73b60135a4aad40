// What the grants that apply to a person mean together.
//
// A user grant stands over a group grant, that over a role grant; at one level a deny beats an
// allow. Grants for one object stand over those without an object: such objects are the exceptions.
// What nobody granted is denied.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "command/permission/permission_state.h"

namespace authledger::command {

// A grant in force that names the person: as a user, by a group, or by the role.
struct AppliedGrant {
  PermissionId id;
  std::string event_id;
  Grant grant;
};

struct Verdict {
  bool can_do = false;
  std::vector<AppliedGrant> because{};  // those that decided; none: nothing was granted
};

struct Scope {
  bool can_do = false;
  std::vector<ObjectId> exceptions{};  // where the answer is the other one, in the order of ids
};

// All of one permission name. Grants for other objects are not looked at.
Verdict verdict(std::span<const AppliedGrant> applied, const std::optional<ObjectId>& object);
Scope scope(std::span<const AppliedGrant> applied);

}  // namespace authledger::command
