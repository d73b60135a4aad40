// The feed of the cluster profile: the topic for speed, the log for everything else.
//
// Reads all partitions from their ends, without a consumer group (each feed sees every event), and
// merges them by position. What is missing (older than the start, lost, late, Kafka down) is read
// from the log, so next() goes on as long as the log is up. What arrives twice, late, replayed or
// from somebody else is dropped and counted. A record that the log does not have, by position or by
// epoch, is refused and reported: it comes from a future that a restored backup has lost.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "events/ports/log_reader.h"
#include "infra/kafka/merge_buffer.h"
#include "infra/kafka/record.h"
#include "infra/kafka/settings.h"
#include "projections/ports/feed.h"

namespace authledger::infra {

namespace kafka {
class Consumer;
}

struct KafkaFeedSettings {
  KafkaSettings kafka;
  int gap_wait_ms = 50;             // for a late record, before the log is asked
  int head_poll_ms = 100;           // how often the log's head is looked at
  std::size_t buffer_max = 20'000;  // events waiting for an earlier one
  std::size_t buffer_bytes_max = 32U << 20U;
  int prefetch_kbytes = 16'384;  // fetched ahead by librdkafka, all partitions together
};

struct KafkaFeedStatus {
  std::int64_t from_topic = 0;  // events handed out, by where they came from
  std::int64_t from_log = 0;
  std::int64_t duplicates = 0;  // records dropped: passed already
  std::int64_t foreign = 0;     // … not ours
  std::int64_t refused = 0;     // … beyond the head, or of another epoch
  std::int64_t forgotten = 0;   // … the buffer was full
  Position head = 0;            // of the log, when last looked at
  std::string refusal;          // the last refused record, empty: none
  std::string topic_error;      // empty: the topic can be reached
  std::string log_error;        // empty: so can the log
};

// next() from one thread, the rest from any. Errors of next(): log.unavailable once `wait` is over;
// log.behind_reader when `after` lies beyond the head: the reader has seen a lost future.
class KafkaFeed : public projections::Feed {
 public:
  // Does not wait for Kafka. Errors: topic.unavailable for wrong settings. REQUIRES: `log` outlives
  // the feed.
  static Result<std::unique_ptr<KafkaFeed>> open(events::LogReader& log,
                                                 KafkaFeedSettings settings);
  ~KafkaFeed() override;

  Result<std::vector<events::StoredEvent>> next(Position after, int limit,
                                                std::chrono::milliseconds wait) override;
  void interrupt() override;  // also ends the next call when none is waiting

  // This process has committed up to here: spares the feed asking the log whether a record's
  // position exists.
  void notify(Position committed);

  KafkaFeedStatus status() const;

 private:
  using SteadyClock = std::chrono::steady_clock;
  using Events = std::vector<events::StoredEvent>;

  KafkaFeed(events::LogReader& log, KafkaFeedSettings settings);
  void move_to(Position after);
  void receive(std::chrono::milliseconds wait);
  void admit(std::vector<ReceivedEvent>& received);
  void refuse(const ReceivedEvent& received, const char* why);
  bool log_is_due(SteadyClock::time_point now);
  Status look_at_head();
  Result<Events> read_log(int limit);
  void hand_out(Position last);
  tl::unexpected<Error> log_failed(Error error);
  SteadyClock::time_point next_step(SteadyClock::time_point now) const;
  Position known_head() const;
  void publish_status();

  events::LogReader& log_;
  const KafkaFeedSettings settings_;
  std::unique_ptr<kafka::Consumer> consumer_;
  MergeBuffer buffer_;

  Position cursor_ = -1;    // handed out up to here
  bool caught_up_ = false;  // the log was read to its head; the topic carries on from there
  bool head_known_ = false;
  events::Head head_;
  SteadyClock::time_point head_at_{};  // when to look at it again
  SteadyClock::time_point log_at_{};   // not before, after a failure
  std::optional<SteadyClock::time_point> missing_since_;
  SteadyClock::time_point impatient_until_{};  // a wait was in vain: no further ones for a while
  KafkaFeedStatus counts_;

  std::atomic<Position> committed_{0};
  std::atomic<bool> interrupted_{false};
  mutable std::mutex mutex_;
  KafkaFeedStatus status_;  // a copy of counts_ for other threads
};

}  // namespace authledger::infra
