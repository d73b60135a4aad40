// Everybody who follows the log over HTTP, served by one thread.
//
// The thread reads each new event once, into a ring of frames that all readers share, and hands
// portions of it to their EventStreams: never more than a reader has room for, and to so many
// readers a second that requests keep the processor. Those further back than the ring are brought
// up from the log, neighbours by the same read. A reader that was up to date and fell behind the
// ring is dropped; it knows its last id and can come back.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "events/ports/log_reader.h"
#include "infra/http/event_stream.h"
#include "infra/log/log_feed.h"
#include "infra/streams/event_ring.h"

namespace authledger::infra {

struct EventHubOptions {
  std::string source = "authledger";
  std::size_t readers_max = 8192;
  std::size_t ring_events_max = 4096;
  std::size_t ring_bytes_max = 4U << 20U;
  int sends_per_second = 5'000;
  std::chrono::milliseconds heart_beat{15'000};
  std::chrono::milliseconds check{5'000};  // at least so often is asked whether a reader still may
};

struct EventReader {
  std::string tenant_id;
  Position after = 0;
  std::vector<std::string> watched;             // streams whose events may end the reader's session
  std::function<bool()> still_may;              // called on the hub's thread
  std::chrono::steady_clock::time_point until;  // the end of the token
};

struct EventHubStats {
  std::size_t readers = 0;
  std::uint64_t dropped = 0;  // too slow
  std::uint64_t ended = 0;    // the session or the token had ended
};

// Thread-safe.
class EventHub {
 public:
  // REQUIRES: `log` outlives it.
  EventHub(events::LogReader& log, EventHubOptions options);
  ~EventHub();

  void start();
  void stop();                      // closes every stream; idempotent
  void notify(Position committed);  // this process has committed up to here

  // Errors: events.too_many_readers.
  Result<std::shared_ptr<EventStream>> subscribe(EventReader reader);
  EventHubStats stats() const;

 private:
  struct Member;
  using Clock = std::chrono::steady_clock;

  void run();
  bool admit();                      // takes newcomers in; false: nobody is there
  bool read_on();                    // false: the log cannot be read
  void catch_up();                   // one read for those behind the ring
  bool pump(Clock::time_point now);  // true: somebody still has something to get
  bool serve(Member& member, Clock::time_point now);
  void check(Member& member, Clock::time_point now);
  void end(Member& member, std::string_view reason);
  void remove_closed(Clock::time_point now);
  void refill(Clock::time_point now);

  events::LogReader& log_;
  const EventHubOptions options_;
  LogFeed feed_;
  EventRing ring_;
  std::int64_t epoch_ = 1;
  std::vector<std::unique_ptr<Member>> members_;
  std::unordered_multimap<std::string, Member*> watched_;
  std::size_t cursor_ = 0;
  double sends_left_ = 0;
  Clock::time_point refilled_{};
  Clock::time_point swept_{};

  std::mutex mutex_;  // guards the two below
  std::condition_variable changed_;
  std::vector<std::unique_ptr<Member>> newcomers_;
  bool stop_ = false;
  std::atomic<std::size_t> readers_{0};
  std::atomic<std::uint64_t> dropped_{0};
  std::atomic<std::uint64_t> ended_{0};
  std::thread thread_;
};

}  // namespace authledger::infra
