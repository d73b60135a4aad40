// An aggregate in one place: its target (what names one), its state, its stream, its events.
// `evolve` and `decide` are pure free functions:
//   void evolve(State&, const Event&, const Recorded&)
//     every alternative handled, else it does not compile
//   Result<Events> decide(const State&, const Command&)
//     a repeated command gives no event
// Bytes that a command writes or removes beside its events are told by
//   std::vector<AttachmentChange> attachments_of(const Command&)
// A command with a kAppendAlways is appended whatever the stream's version is: its decide() looks
// at no state, and dispatch does not cache what follows (load it fresh).
#pragma once

#include <string>
#include <vector>

#include "shared/ids.h"
#include "shared/result.h"

namespace authledger::command {

// A state and the version it stands at; 0: the stream is empty.
template <class State>
struct Versioned {
  State state;
  StreamVersion version = 0;
};

// What a state may know of an event's envelope.
struct Recorded {
  StreamVersion version = 0;
  Timestamp at;
  std::string tenant_id;
};

}  // namespace authledger::command
