// Group commit: many callers, one thread that writes everything that waits as one transaction. One
// round trip and one fsync serve as many commands as came meanwhile; nobody is held back to fill a
// batch.
#pragma once

#include <array>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

#include "command/ports/event_log.h"

namespace authledger::infra {

struct GroupCommitSettings {
  std::size_t queue_max = 4096;                   // items waiting
  std::size_t items_max = 512;                    // per batch
  std::size_t bytes_max = std::size_t{4} << 20U;  // per batch; one item may be larger
};

// Counters since the start.
struct GroupCommitStats {
  static constexpr std::size_t kSizes = 10;  // batches of 1, 2, 3–4, 5–8, … 257–512 items
  std::uint64_t items = 0;
  std::uint64_t batches = 0;
  std::uint64_t events = 0;         // committed
  std::uint64_t refused_busy = 0;   // the queue was full
  std::uint64_t failed = 0;         // items that the log answered with an error
  std::uint64_t wait_us_total = 0;  // of all items, from the call to the start of their batch
  std::uint64_t wait_us_max = 0;
  std::uint64_t write_us_total = 0;  // of all batches
  std::array<std::uint64_t, kSizes> batches_by_size{};
  std::size_t waiting = 0;  // now
};

// Called on the writing thread with the events of a batch, positions filled in, after its commit
// and before its callers wake, in the order of commits of this process. Other processes' events
// come between them: a gap in positions says so. Must be quick and must not throw or append.
using CommitListener = std::function<void(std::span<const events::StoredEvent>)>;

// Thread-safe. REQUIRES: the log outlives it; nobody is inside append() when it is destroyed.
class GroupCommit : public command::Appender {
 public:
  explicit GroupCommit(command::EventLog& log, GroupCommitSettings settings = {});
  ~GroupCommit() override;  // stop()
  GroupCommit(const GroupCommit&) = delete;
  GroupCommit& operator=(const GroupCommit&) = delete;

  // Blocks until the item's batch has committed or failed. Errors: log.busy at once when the queue
  // is full, log.unavailable after stop(), and those of EventLog::append.
  command::AppendOutcome append(command::AppendItem item) override;

  // Adds a listener. Batches that started before do not reach it.
  void listen(CommitListener listener);

  // Refuses new items, writes what waits, ends the thread. Again: no effect.
  void stop();

  GroupCommitStats stats() const;

 private:
  struct Waiter;

  void run();
  std::vector<Waiter*> next_batch();
  void write(const std::vector<Waiter*>& batch);
  void tell_listeners(std::vector<command::AppendItem>& items,
                      const std::vector<command::AppendOutcome>& outcomes);

  command::EventLog& log_;
  const GroupCommitSettings settings_;

  mutable std::mutex mutex_;  // guards all below
  std::condition_variable work_;
  std::deque<Waiter*> queue_;
  bool stopping_ = false;
  std::vector<CommitListener> listeners_;
  GroupCommitStats stats_;

  std::mutex stop_mutex_;  // one joins
  std::thread thread_;
};

}  // namespace authledger::infra
