// Reading the log. The truth for command/ (state), query/ (single gets) and projections/ (feed and
// rebuild).
#pragma once

#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include "events/stored_event.h"
#include "shared/result.h"

namespace authledger::events {

struct Head {
  Position position = 0;   // of the newest committed event; all before it are visible
  std::int64_t epoch = 1;  // raised when a backup was restored
};

// Thread-safe. Every call answers committed events only. Errors: log.unavailable.
class LogReader {
 public:
  virtual ~LogReader() = default;

  virtual Result<Head> head() = 0;

  // Events with position > after, in position order without a gap, at most `limit` (1 to 10,000).
  virtual Result<std::vector<StoredEvent>> read_all(Position after, int limit) = 0;

  // Events of one stream with version > after, in order; an unknown stream is empty.
  virtual Result<std::vector<StoredEvent>> read_stream(const std::string& stream_id,
                                                       StreamVersion after) = 0;

  // The newest `limit` (1 to 10,000) of one stream, in order. Logs do better than to read all.
  virtual Result<std::vector<StoredEvent>> read_newest(const std::string& stream_id, int limit) {
    AUTHLEDGER_TRY(events, read_stream(stream_id, 0));
    if (std::ssize(events) > limit) events.erase(events.begin(), events.end() - limit);
    return events;
  }
};

}  // namespace authledger::events
