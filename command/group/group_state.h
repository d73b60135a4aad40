// What the rules about a user group need to know. Folded from the stream group-<id>.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "command/aggregate.h"
#include "events/group_events.h"
#include "shared/errors.h"

namespace authledger::command {

struct GroupState {
  GroupId id;  // empty: never created
  std::string tenant_id;
  std::string name;
  std::optional<std::string> avatar;
  bool deleted = false;
  bool exists() const { return !id.empty() && !deleted; }
};

using GroupEvents = std::vector<events::GroupEvent>;

struct GroupAggregate {
  using Target = GroupId;
  using State = GroupState;
  using Event = events::GroupEvent;
  static constexpr const ErrorRow& kUnknown = errors::kGroupNotFound;  // to other tenants
  static std::string stream_id(const GroupId& id) { return "group-" + id.value; }
  static std::string subject(const GroupId&) { return {}; }
};

void evolve(GroupState& group, const events::GroupEvent& event, const Recorded& recorded);

}  // namespace authledger::command
