// What an operator does to a log: verify its hash chain, raise its epoch, drop expired answers.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

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

// Thread-safe. Errors: log.unavailable.
class LogMaintenance {
 public:
  virtual ~LogMaintenance() = default;

  // Like LogReader::read_all, with the stored hashes.
  virtual Result<std::vector<HashedEvent>> read_hashed(Position after, int limit) = 0;
  virtual Result<HashedHead> hashed_head() = 0;

  // After a backup was restored: answers the new epoch.
  virtual Result<std::int64_t> raise_epoch() = 0;

  // Removes remembered answers that have expired; answers how many.
  virtual Result<std::int64_t> purge_expired_answers(Timestamp now) = 0;
};

struct ChainReport {
  Position checked = 0;               // events that agree with their hashes
  std::optional<Position> broken_at;  // the first position that is missing or does not agree
};

// Reads the whole log up to the head at the time of the call. `progress` gets the position reached.
Result<ChainReport> verify_chain(LogMaintenance& log,
                                 const std::function<void(Position)>& progress = {});

}  // namespace authledger::infra
