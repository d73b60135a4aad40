// An aggregate in one place: its target (what names one), its state, its stream, its events.
// `evolve` and `decide` are pure free functions:
//   void evolve(State&, const Event&, const Recorded&)
//     every alternative handled, else it does not compile
//   Result<Events> decide(const State&, const Command&)
//     a repeated command gives no event
// and, where its streams hold unique values or are found by keys:
//   std::vector<PlainClaim> claims_of(const State& before, const Event&)
//   std::vector<PlainEntry> entries_of(const State& before, const Event&)
// A state with a tenant_id belongs to that tenant: dispatch refuses commands of another one with
// the aggregate's kUnknown.
// Bytes that a command writes or removes beside its events are told by
//   std::vector<AttachmentChange> attachments_of(const Command&)
// An aggregate with kOwnSubject is its own subject: the key is made with its first event.
// An aggregate of one tenant has kUnknown, the refusal that a command of another tenant gets.
// A command with a kAppendAlways is appended whatever the stream's version is: its decide() looks
// at no state, and dispatch does not cache what follows (load it fresh).
#pragma once

#include <string>
#include <vector>

#include "events/stored_event.h"
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
  std::string event_id{};
};
inline Recorded recorded(const events::StoredEvent& row) {
  return {row.stream_version, row.recorded_at, row.tenant_id, row.event_id};
}

// The unique values that an event takes or frees, declared by claims_of(before, event); `before` is
// the state it was decided on. Values are plain here; dispatch makes keyed hashes of them.
struct PlainClaim {
  std::string kind;
  std::string value;  // normalised
  bool take = true;
};

// The keys under which an event lets its stream be found, or no longer: entries_of(before, event).
struct PlainEntry {
  std::string kind;
  std::string key;
  bool add = true;
};

}  // namespace authledger::command
