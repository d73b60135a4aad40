// The state of one stream in answers to writes: as it will be once they are committed.
#pragma once

#include <algorithm>
#include <span>

#include "command/dispatch.h"
#include "events/event_codec.h"
#include "shared/errors.h"

namespace authledger::infra {

// Errors: log.stream_changed when somebody else wrote the stream meanwhile; log.unavailable.
template <class Aggregate>
Result<typename Aggregate::State> state_after(command::Dispatcher& dispatcher,
                                              const typename Aggregate::Target& target,
                                              std::span<const command::PlannedEvent> planned) {
  const std::string stream = Aggregate::stream_id(target);
  const bool is_new = std::any_of(planned.begin(), planned.end(), [&](const auto& one) {
    return one.event.stream_id == stream && one.event.stream_version == 1;
  });
  command::Versioned<typename Aggregate::State> after;
  if (!is_new) {
    AUTHLEDGER_TRY(before, dispatcher.load<Aggregate>(target, command::Freshness::kFresh));
    after = *before;
  }
  for (const auto& one : planned) {
    if (one.event.stream_id != stream) continue;
    if (one.event.stream_version != after.version + 1) return fail(errors::kStreamChanged);
    AUTHLEDGER_TRY(event,
                   events::decode_event<typename Aggregate::Event>(one.event, one.sealer.get()));
    evolve(after.state, event, command::recorded(one.event));
    after.version = one.event.stream_version;
  }
  return std::move(after.state);
}

}  // namespace authledger::infra
