// The fact that one of the service's own keys was replaced; the keys themselves live in the key
// store.
#pragma once

#include <string>
#include <vector>

#include "command/aggregate.h"
#include "events/key_events.h"

namespace authledger::command {

struct KeysState {
  std::string signing_key_id;  // the newest one noted
};

struct KeysAggregate {
  using Target = std::string;
  using State = KeysState;
  using Event = events::KeyEvent;
  static std::string stream_id(const std::string&) { return "keys"; }
  static std::string subject(const std::string&) { return {}; }
};

struct NoteKeyRotation {
  using Aggregate = KeysAggregate;
  static constexpr std::string_view kName = "note_key_rotation";
  std::string purpose;  // signing, master
  std::string key_id;
  const std::string& target() const { return purpose; }
};

void evolve(KeysState& state, const events::KeyEvent& event, const Recorded& recorded);

// The same signing key again gives no event.
Result<std::vector<events::KeyEvent>> decide(const KeysState& state,
                                             const NoteKeyRotation& command);

}  // namespace authledger::command
