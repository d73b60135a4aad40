// What dispatch is about to write: the rows, typed states after them, and what the answer is made
// from.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "command/ports/event_log.h"
#include "shared/answer.h"
#include "shared/secret.h"

namespace authledger::command {

// An event that is decided and sealed but not written yet; its position is unknown (0).
struct PlannedEvent {
  events::StoredEvent event;
  std::shared_ptr<const Sealer> sealer;  // none for a stream without a subject
};

// Makes the answer from what is about to be written, so that it can be remembered in the same
// transaction. Called again when the command has to be decided again; an error log.stream_changed
// asks for that.
using Render = std::function<Result<Answer>(std::span<const PlannedEvent>)>;

struct Written {
  Answer answer;
  Position position = 0;  // of the last event; 0: nothing was written
  bool replayed = false;  // the remembered answer of an earlier request
};

struct Plan {
  AppendItem item;
  std::vector<PlannedEvent> planned;
  std::vector<std::function<void()>> on_committed;  // puts the new states into the caches
  bool from_cache = false;       // some state came from a cache and might be stale
  bool version_checked = false;  // If-Match is about the first command alone
};

}  // namespace authledger::command
