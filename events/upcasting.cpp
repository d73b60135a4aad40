#include "events/upcasting.h"

#include <algorithm>
#include <array>

#include "shared/errors.h"

namespace authledger::events {

namespace {

void leave_alone(JsonDocument&) {}  // optional members were added

}  // namespace

std::span<const Upcaster> upcasters() {
  static const std::array<Upcaster, 2> steps{Upcaster{"user.registered", 1, leave_alone},
                                             Upcaster{"session.started", 1, leave_alone}};
  return steps;
}

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
