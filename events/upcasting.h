// Old event versions decode forever: each step lifts the JSON of one version to the next.
#pragma once

#include <functional>
#include <span>
#include <string_view>

#include "shared/json.h"

namespace authledger::events {

struct Upcaster {
  std::string_view type;
  int from_version;                         // lifts from_version to from_version + 1
  std::function<void(JsonDocument&)> lift;  // pure; keeps members that it does not know
};

// The product's own steps.
std::span<const Upcaster> upcasters();

// Lifts `payload` step by step. Errors: log.corrupt_event for a version newer than ours or a
// missing step.
Status upcast(std::string_view type, int stored_version, int current_version, JsonDocument& payload,
              std::span<const Upcaster> steps = upcasters());

}  // namespace authledger::events
