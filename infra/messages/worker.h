// Sends what is due: takes a message under a lease, fills its template, hands it to its channel,
// and writes down what became of it. Any number of processes may run one.
//
// At least once: a process that dies between a server's yes and its own fact sends again when the
// lease is over, with the same bytes and the same Message-ID.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include "command/dispatch.h"
#include "infra/log/stores.h"
#include "infra/messages/delivery.h"
#include "infra/messages/message_texts.h"
#include "infra/messages/outbox.h"

namespace authledger::infra {

struct WorkerParts {
  command::Dispatcher& dispatcher;
  AttachmentStore& store;
  const command::Vault& vault;
  const MessageTexts& texts;
  const Clock& clock;
  Random& random;
  Channel* email = nullptr;  // null: none is configured
  Channel* sms = nullptr;    //
  Outbox* outbox = nullptr;  // development: keeps a copy, and is enough without a channel
};

struct WorkerOptions {
  int threads = 2;
  std::int64_t lease_s = 120;  // longer than any channel takes
  std::int64_t retry_first_s = 10;
  std::int64_t retry_max_s = 3600;  // doubling up to here, each a fifth more or less
  int attempts_max = 30;
  std::int64_t give_up_after_s = 24 * 3600;  // since the request
  int poll_ms = 1000;                        // for what other processes requested
};

struct ChannelCounts {
  std::int64_t sent = 0;
  std::int64_t failed = 0;    // attempts
  std::int64_t given_up = 0;  // messages
};

struct WorkerStatus {
  ChannelCounts email, sms;
  int failures_in_a_row = 0;  // attempts since the last one that worked
  std::string last_failure;   // its reason class
  QueueLength queue;
  std::int64_t oldest_s = 0;   // age of the oldest message in the queue
  std::int64_t overdue_s = 0;  // since when the next one is due
  std::string error;           // the queue cannot be read
};

// How long after the failure of `attempt` (1 for the first) the next one comes; `dice` from 0 to 1.
std::int64_t retry_delay_ms(const WorkerOptions& options, int attempt, double dice);

// Thread-safe. Threads between start() and stop().
class MessageWorker {
 public:
  MessageWorker(WorkerParts parts, WorkerOptions options) : parts_(parts), options_(options) {}
  ~MessageWorker() { stop(); }
  MessageWorker(const MessageWorker&) = delete;
  MessageWorker& operator=(const MessageWorker&) = delete;

  void start();
  void notify();  // a message was requested

  // Takes nothing new from now on; what is being sent goes on.
  void drain();
  // Drains, waits for what is being sent until the grace is over, then interrupts it and gives its
  // lease back, so that the next process sends it at once.
  void stop(std::chrono::milliseconds grace = std::chrono::seconds(3));

  WorkerStatus status() const;  // asks the store, at most once a second

  // One round of a thread, for tests: true when there was something to do.
  bool work_once();

 private:
  struct Taken {
    DueAttachment due;
    Timestamp until;  // of the lease
  };

  void run();
  void wait_for_work(std::uint64_t seen);
  std::uint64_t news() const {
    const std::lock_guard lock(mutex_);
    return news_;
  }
  void handle(const Taken& taken);
  Delivery attempt(const command::MessageState& message, const std::string& sealed);
  void settle(const command::MessageState& message, const Delivery& delivery, Timestamp until);
  Status mark(const command::MessageState& message, const Delivery& delivery);
  void count(const std::string& channel, const Delivery& delivery, bool given_up);
  bool draining() const { return draining_.load(); }

  const WorkerParts parts_;
  const WorkerOptions options_;
  std::atomic<bool> draining_{false};
  std::atomic<bool> interrupted_{false};
  mutable std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  std::uint64_t news_ = 0;  // counts notify()
  int running_ = 0;         // threads
  ChannelCounts email_, sms_;
  int failures_in_a_row_ = 0;
  std::string last_failure_;
  mutable std::mutex sample_mutex_;  // guards what follows
  mutable WorkerStatus sample_;
  mutable std::chrono::steady_clock::time_point sampled_{};
  std::vector<std::thread> threads_;
};

}  // namespace authledger::infra
