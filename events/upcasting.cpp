#include "events/upcasting.h"

#include <algorithm>

#include "shared/errors.h"

namespace authledger::events {

std::span<const Upcaster> upcasters() { return {}; }

Status upcast(std::string_view type, int stored_version, int current_version, JsonDocument& payload,
              std::span<const Upcaster> steps) {
  if (stored_version > current_version || stored_version < 1) {
    return fail(errors::kCorruptEvent,
                std::string(type) + " has version " + std::to_string(stored_version) +
                    ", this program knows up to " + std::to_string(current_version) + ".");
  }
  for (int version = stored_version; version < current_version; ++version) {
    const auto step = std::find_if(steps.begin(), steps.end(), [&](const Upcaster& one) {
      return one.type == type && one.from_version == version;
    });
    if (step == steps.end()) {
      return fail(errors::kCorruptEvent,
                  std::string(type) + " has no step from version " + std::to_string(version) + ".");
    }
    step->lift(payload);
  }
  return {};
}

}  // namespace authledger::events
