// An event as subscribers over HTTP get it: a CloudEvent 1.0 in JSON, in the frame of server-sent
// events. The same attributes as the headers on the topic.
#pragma once

#include <string>
#include <string_view>

#include "events/stored_event.h"

namespace authledger::infra {

// `event` is in its published form (infra/log/published_event.h). The frame's id is the position.
std::string event_frame(const events::StoredEvent& event, std::string_view source,
                        std::int64_t epoch);

// A frame of our own: `name` with JSON data.
std::string named_frame(std::string_view name, std::string_view json);

inline constexpr std::string_view kHeartBeat = ": still here\n\n";

}  // namespace authledger::infra
