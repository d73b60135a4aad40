#include "infra/kafka/relay.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "infra/kafka/producer.h"
#include "infra/kafka/record.h"
#include "infra/kafka/recovery.h"
#include "infra/kafka/topic.h"
#include "shared/errors.h"

namespace authledger::infra {
namespace {

using kafka::topic_unavailable;
using SteadyClock = std::chrono::steady_clock;
using Milliseconds = std::chrono::milliseconds;

constexpr int kBackoffMs = 100;
constexpr int kStopMs = 2'000;
constexpr int kReachMs = 3'000;  // for each step of recovering: stop() waits for it
constexpr auto kWentWell = std::chrono::seconds(5);

}  // namespace

// What a leader knows; made anew with each election.
struct Relay::Lead : StartingPoint {
  SteadyClock::time_point checkpoint_at;
};

Relay::Relay(events::LogReader& log, LeaderLock& lock, CheckpointStore& checkpoints,
             RelaySettings settings)
    : log_(log), lock_(lock), checkpoints_(checkpoints), settings_(std::move(settings)) {}

Relay::~Relay() { stop(); }

void Relay::start() {
  if (thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    stop_ = false;
  }
  thread_ = std::thread([this] { run(); });
}

void Relay::stop() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Relay::notify() {
  {
    const std::lock_guard lock(mutex_);
    notified_ = true;
  }
  changed_.notify_all();
}

RelayStatus Relay::status() const {
  const std::lock_guard lock(mutex_);
  return status_;
}

void Relay::run() {
  int backoff_ms = kBackoffMs;
  while (!stopping()) {
    const auto started = SteadyClock::now();
    auto outcome = ensure_producer();  // before the election: it needs time to warm up
    if (outcome) {
      if (!lock_.try_acquire()) {
        update([](RelayStatus& status) {
          status.state = RelayState::kFollowing;
          status.acknowledged = 0;
          status.error.clear();
        });
        producer_->serve();
        const auto next_try = SteadyClock::now() + Milliseconds(settings_.election_ms);
        while (!stopping() && SteadyClock::now() < next_try) pause(settings_.election_ms);
        continue;
      }
      outcome = lead();
      lock_.release();
    }
    if (outcome) {  // asked to stop, or the lock was lost while it led well
      backoff_ms = kBackoffMs;
      continue;
    }
    if (SteadyClock::now() - started > kWentWell) backoff_ms = kBackoffMs;
    update([&](RelayStatus& status) {
      status.state = RelayState::kFailing;
      status.error = outcome.error().detail;
    });
    drop_producer();
    const auto again = SteadyClock::now() + Milliseconds(backoff_ms);
    while (!stopping() && SteadyClock::now() < again) pause(backoff_ms);
    backoff_ms = std::min(backoff_ms * 2, settings_.backoff_ms_max);
  }
  drop_producer();
  update([](RelayStatus& status) {
    status.state = RelayState::kStopped;
    status.acknowledged = 0;
  });
}

Status Relay::lead() {
  update([](RelayStatus& status) {
    status.state = RelayState::kRecovering;
    ++status.elections;
  });
  AUTHLEDGER_TRY(lead, recover());
  update([&](RelayStatus& status) {
    status.state = RelayState::kLeading;
    status.acknowledged = lead.position;
    status.checkpoint = lead.checkpoint;
    status.head = lead.head.position;
    status.error.clear();
  });
  auto outcome = follow_log(lead);
  if (auto kept = keep_checkpoint(lead, true); !kept && outcome) outcome = kept;
  return outcome;
}

Result<Relay::Lead> Relay::recover() {
  AUTHLEDGER_TRY(start,
                 find_start(log_, checkpoints_, settings_.checkpoint, settings_.kafka, kReachMs));
  producer_->expect_behind(start.offsets);
  return Lead{std::move(start), {}};
}

Status Relay::follow_log(Lead& lead) {
  bool look = true;  // there may be events behind lead.position
  while (!stopping()) {
    if (!lock_.held()) return {};
    if (!look) {
      AUTHLEDGER_TRY(head, log_.head());
      if (head.epoch != lead.head.epoch || head.position < lead.position) {
        return fail(errors::kLogBehindReader, "the log was replaced by a backup of it");
      }
      lead.head = head;
      look = head.position > lead.position;
    }
    if (look) {
      AUTHLEDGER_TRY(events, log_.read_all(lead.position, settings_.batch_max));
      if (!events.empty()) AUTHLEDGER_CHECK(publish(lead, events));
      look = events.size() == static_cast<std::size_t>(settings_.batch_max);
    }
    AUTHLEDGER_CHECK(keep_checkpoint(lead, false));
    producer_->serve();
    if (!look) look = pause(settings_.poll_ms);
  }
  return {};
}

Status Relay::publish(Lead& lead, const std::vector<events::StoredEvent>& events) {
  if (!lock_.held()) return {};
  std::int64_t sent = 0;
  auto position = lead.position;
  Status unpublishable;  // what stands before such an event goes out, nothing behind it
  for (const auto& event : events) {
    const int partition = partition_of(event.stream_id, lead.chain.partitions());
    const auto previous = lead.chain.last(partition);
    if (event.position > lead.filled[static_cast<std::size_t>(partition)]) {
      const auto record = to_record(event, {settings_.kafka.source, lead.head.epoch, previous});
      unpublishable = record ? producer_->send(partition, *record) : Status(fail(record.error()));
      if (!unpublishable) {
        unpublishable.error().detail += ", position " + std::to_string(event.position);
        break;
      }
      ++sent;
    }
    lead.chain.advance(partition, event.position);
    position = event.position;
  }
  AUTHLEDGER_CHECK(wait_for_acks());
  lead.position = position;
  lead.head.position = std::max(lead.head.position, position);
  update([&](RelayStatus& status) {
    status.acknowledged = position;
    status.head = lead.head.position;
    status.records += sent;
    status.error.clear();
  });
  return unpublishable;
}

Status Relay::wait_for_acks() {
  auto progress_at = SteadyClock::now();
  auto stopped_at = SteadyClock::time_point::max();
  auto left = producer_->unacknowledged();
  return producer_->wait_for_acks([&]() -> Status {
    const auto now = SteadyClock::now();
    if (std::exchange(left, producer_->unacknowledged()) != left) progress_at = now;
    if (!lock_.held()) return fail(topic_unavailable("publish", "the leader lock was lost"));
    if (stopping()) stopped_at = std::min(stopped_at, now);
    if (stopped_at != SteadyClock::time_point::max() && now - stopped_at > Milliseconds(kStopMs)) {
      return fail(topic_unavailable("publish", "stopped before the brokers acknowledged"));
    }
    if (now - progress_at > Milliseconds(settings_.stall_ms)) {
      return fail(
          topic_unavailable("publish", "the brokers acknowledge nothing; " + producer_->trouble()));
    }
    update([&](RelayStatus& status) { status.error = producer_->trouble(); });
    return {};
  });
}

Status Relay::keep_checkpoint(Lead& lead, bool now) {
  if (lead.filling > 0 && lead.position >= lead.filling) {
    AUTHLEDGER_CHECK(checkpoints_.forget(filling_name(settings_.checkpoint)));
    lead.filling = 0;
  }
  if (lead.position <= lead.checkpoint) return {};
  const auto time = SteadyClock::now();
  if (!now && time - lead.checkpoint_at < Milliseconds(settings_.checkpoint_ms)) return {};
  AUTHLEDGER_CHECK(checkpoints_.put(settings_.checkpoint, lead.position));
  lead.checkpoint = lead.position;
  lead.checkpoint_at = time;
  update([&](RelayStatus& status) { status.checkpoint = lead.checkpoint; });
  return {};
}

Status Relay::ensure_producer() {
  if (producer_ != nullptr) return {};
  AUTHLEDGER_TRY(producer, kafka::Producer::make(settings_.kafka, settings_.linger_ms));
  producer_ = std::move(producer);
  return {};
}

void Relay::drop_producer() { producer_.reset(); }

bool Relay::stopping() const {
  const std::lock_guard lock(mutex_);
  return stop_;
}

bool Relay::pause(int ms) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, Milliseconds(ms), [&] { return stop_ || notified_; });
  return std::exchange(notified_, false);
}

template <class F>
void Relay::update(F&& change) {
  const std::lock_guard lock(mutex_);
  change(status_);
}

}  // namespace authledger::infra
