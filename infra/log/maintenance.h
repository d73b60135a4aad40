// What an operator does to a log: read it in ways that only checks need, verify its hash chain,
// raise its epoch, drop expired answers.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "command/ports/event_log.h"
#include "events/stored_event.h"
#include "shared/result.h"

namespace authledger::infra {

struct HashedEvent {
  events::StoredEvent event;
  std::string hash;  // 32 bytes
};

struct HashedHead {
  Position position = 0;
  std::string hash;
};

// A place in the walk from stream to stream; empty: before the first.
struct StreamCursor {
  std::string stream_id;
  StreamVersion version = 0;
};

struct StreamRow {
  events::StoredEvent event;
  bool known = true;  // the stream has an entry among the stream versions
};

// What the stream versions say and what the events say, in one snapshot.
struct StreamVersionPair {
  std::string stream_id;
  StreamVersion noted = 0;
  StreamVersion newest = 0;  // 0: there is no event
};

struct HeldClaim {
  command::Claim claim;
  std::string owner;  // a stream
};

// Thread-safe. Errors: log.unavailable.
class LogMaintenance {
 public:
  virtual ~LogMaintenance() = default;

  // Like LogReader::read_all, with the stored hashes.
  virtual Result<std::vector<HashedEvent>> read_hashed(Position after, int limit) = 0;
  virtual Result<HashedHead> hashed_head() = 0;

  // Events with position <= until, stream after stream in an order of the store's own, by version
  // within each. Such a walk sees the log as it was at `until`, however it grows.
  virtual Result<std::vector<StreamRow>> read_by_stream(const StreamCursor& after, Position until,
                                                        int limit) = 0;

  // Behind the stream `after`, in the store's order.
  virtual Result<std::vector<StreamVersionPair>> read_stream_versions(const std::string& after,
                                                                      int limit) = 0;

  // Behind the claim `after`, in the store's order. A claim with an empty key is before the first.
  virtual Result<std::vector<HeldClaim>> read_claims(const command::Claim& after, int limit) = 0;

  // Behind the entry `after`, in the order of its members; an empty one is before the first.
  virtual Result<std::vector<command::Entry>> read_entries(const command::Entry& after,
                                                           int limit) = 0;
  virtual Result<bool> has_entry(const command::Entry& entry) = 0;

  // After a backup was restored: answers the new epoch.
  virtual Result<std::int64_t> raise_epoch() = 0;

  // Removes remembered answers that have expired; answers how many.
  virtual Result<std::int64_t> purge_expired_answers(Timestamp now) = 0;
};

struct ChainReport {
  Position checked = 0;               // up to here everything was looked at
  std::optional<Position> broken_at;  // the first position that is missing or does not agree
};

// Called on the way, each if set.
struct ChainWatch {
  std::function<void(Position, const std::string& what)> damaged{};  // each position
  std::function<Status(std::span<const HashedEvent>)> page{};        // its error ends the walk
  std::function<void(Position)> progress{};                          // the position reached
};

// Reads the whole log up to the head at the time of the call: positions 1, 2, 3 … without a gap,
// every hash that of the row behind its predecessor's, the head on the newest event. Behind damage
// it goes on with the hashes that are stored, so that each damaged row is told once.
Result<ChainReport> verify_chain(LogMaintenance& log, const ChainWatch& watch = {});

}  // namespace authledger::infra
