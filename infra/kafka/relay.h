// Publishes the log to the topic. Sits between the log (its truth) and everybody who follows it:
// our own feeds and other services. Form of a record: record.h.
//
// Promises: every event reaches the topic at least once; in each partition a record comes only when
// all earlier ones of that partition are there, so a reader that drops positions it has passed
// loses nothing, whatever former leaders repeat. The checkpoint (and status().acknowledged) moves
// only behind events that the brokers have acknowledged. Memory is bounded by one batch. While
// Kafka is down nothing is lost: the log waits.
//
// Any number of processes run a relay, the holder of the leader lock publishes. A new leader
// compares the end of each partition with the log and publishes again what is missing: a topic that
// was deleted is filled from the first event.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "events/ports/log_reader.h"
#include "infra/kafka/settings.h"
#include "infra/log/stores.h"

namespace authledger::infra {

namespace kafka {
class Producer;
}

struct RelaySettings {
  KafkaSettings kafka;
  std::string checkpoint = "relay";  // its name in the store
  int batch_max = 1000;              // events, 1 to 10,000
  int linger_ms = 0;
  int poll_ms = 50;            // for commits of other processes
  int election_ms = 500;       // a follower tries to become the leader this often
  int checkpoint_ms = 100;     // at most one write of the checkpoint in this time
  int stall_ms = 10'000;       // brokers that acknowledge nothing for so long: let others try
  int backoff_ms_max = 2'000;  // after failures, doubling from 100 ms
};

enum class RelayState { kStopped, kFollowing, kRecovering, kLeading, kFailing };

struct RelayStatus {
  RelayState state = RelayState::kStopped;
  Position acknowledged = 0;  // every event up to here is on the topic (0 on a follower)
  Position checkpoint = 0;    // as stored; a new leader starts here
  Position head = 0;          // of the log, when last looked at
  std::int64_t records = 0;   // published by this process, repetitions too
  std::int64_t elections = 0;
  std::string error;  // the last failure, empty when all is well
};

// Thread-safe. One thread of its own between start() and stop().
class Relay {
 public:
  // REQUIRES: the three outlive the relay; the lock is used by nobody else.
  Relay(events::LogReader& log, LeaderLock& lock, CheckpointStore& checkpoints,
        RelaySettings settings);
  ~Relay();  // stops
  Relay(const Relay&) = delete;
  Relay& operator=(const Relay&) = delete;

  void start();
  void stop();    // waits up to 2 s for acknowledgements, keeps the checkpoint, frees the lock
  void notify();  // this process has committed events: publish at once
  RelayStatus status() const;

 private:
  struct Lead;

  void run();
  Status lead();
  Result<Lead> recover();
  Status follow_log(Lead& lead);
  Status publish(Lead& lead, const std::vector<events::StoredEvent>& events);
  Status wait_for_acks();
  Status keep_checkpoint(Lead& lead, bool now);
  Status ensure_producer();
  void drop_producer();

  bool stopping() const;
  bool pause(int ms);  // true when notified
  template <class F>
  void update(F&& change);

  events::LogReader& log_;
  LeaderLock& lock_;
  CheckpointStore& checkpoints_;
  const RelaySettings settings_;
  std::unique_ptr<kafka::Producer> producer_;  // of the relay's thread

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool stop_ = false;
  bool notified_ = false;
  RelayStatus status_;
  std::thread thread_;
};

}  // namespace authledger::infra
