// What of a stored event may leave the log.
#pragma once

#include <string>

#include "shared/result.h"

namespace authledger::events {

// The payload for the topic: members that hold a secret are dropped wherever they stand; personal
// data stay sealed. Errors: log.corrupt_event.
Result<std::string> published_payload(const std::string& payload);

}  // namespace authledger::events
