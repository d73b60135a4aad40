// A relay that can be stopped between any two of its steps, as a process that is paused would be:
// its log, its lock and its checkpoints ask a gate before and after they answer.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "infra/crypto/system.h"
#include "infra/kafka/relay.h"
#include "infra/postgres/event_log.h"
#include "infra/postgres/leader_lock.h"
#include "infra/postgres/stores.h"

namespace authledger::infra::test {

enum class Step {
  kElected,        // the lock is ours, nothing done yet
  kRecovering,     // the old checkpoint was read
  kIdle,           // the head was looked at
  kRead,           // events were read, the lock not asked again
  kCleared,        // the lock was ours, so the batch is about to be produced
  kProducing,      // the batch is on its way, not all of it acknowledged
  kBeforeKeeping,  // all is acknowledged, the checkpoint not written
  kAfterKeeping,   // the checkpoint is written
};
inline constexpr int kSteps = 8;
inline constexpr const char* kStepNames[kSteps] = {"elected",        "recovering",   "idle",
                                                   "read",           "cleared",      "producing",
                                                   "before keeping", "after keeping"};

// Thread-safe.
class Gate {
 public:
  void close(Step step) {
    const std::lock_guard lock(mutex_);
    closed_ = step;
  }
  void open() {
    const std::lock_guard lock(mutex_);
    closed_.reset();
    changed_.notify_all();
  }
  bool blocks() const {
    const std::lock_guard lock(mutex_);
    return waiting_;
  }
  void pass(Step step) {
    std::unique_lock lock(mutex_);
    if (closed_ != step) return;
    waiting_ = true;
    changed_.wait(lock, [&] { return closed_ != step; });
    waiting_ = false;
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<Step> closed_;
  bool waiting_ = false;
};

class GatedRelay {
 public:
  // As a process of its own would be: no session is shared with others.
  GatedRelay(const std::string& url, RelaySettings settings)
      : pool_({.url = url}),
        log_(pool_, clock_),
        checkpoints_(pool_),
        lock_(pool_.settings(), "relay"),
        relay_(gated_log_, gated_lock_, gated_checkpoints_, std::move(settings)) {
    relay_.start();
  }
  ~GatedRelay() {
    gate.open();
    relay_.stop();
  }
  RelayStatus status() const { return relay_.status(); }
  bool steps_down() const {
    const auto state = relay_.status().state;
    return state != RelayState::kLeading && state != RelayState::kRecovering;
  }
  void notify() { relay_.notify(); }

  Gate gate;

 private:
  struct Log : events::LogReader {
    explicit Log(GatedRelay& of) : relay(of) {}
    Result<events::Head> head() override {
      auto head = relay.log_.head();
      relay.gate.pass(Step::kIdle);
      return head;
    }
    Result<std::vector<events::StoredEvent>> read_all(Position after, int limit) override {
      auto page = relay.log_.read_all(after, limit);
      if (page && !page->empty() && relay.leading_) {
        relay.read_ = page->back().position;
        relay.gate.pass(Step::kRead);
      }
      return page;
    }
    Result<std::vector<events::StoredEvent>> read_stream(const std::string& id,
                                                         StreamVersion after) override {
      return relay.log_.read_stream(id, after);
    }
    GatedRelay& relay;
  };
  struct Lock : LeaderLock {
    explicit Lock(GatedRelay& of) : relay(of) {}
    bool try_acquire() override {
      const bool ours = relay.lock_.try_acquire();
      relay.leading_ = false;
      relay.read_ = relay.cleared_ = 0;
      if (ours) relay.gate.pass(Step::kElected);
      return ours;  // stale by the time the gate opens
    }
    bool held() override {
      const bool ours = relay.lock_.held();
      if (!ours) return false;
      relay.leading_ = true;
      if (relay.cleared_ < relay.read_) {
        relay.cleared_ = relay.read_;
        relay.gate.pass(Step::kCleared);
      } else if (relay.relay_.status().acknowledged < relay.cleared_) {
        relay.gate.pass(Step::kProducing);
      }
      return true;
    }
    void release() override { relay.lock_.release(); }
    GatedRelay& relay;
  };
  struct Checkpoints : CheckpointStore {
    explicit Checkpoints(GatedRelay& of) : relay(of) {}
    Result<Position> get(const std::string& name) override {
      auto position = relay.checkpoints_.get(name);
      relay.gate.pass(Step::kRecovering);
      return position;
    }
    Status put(const std::string& name, Position position) override {
      relay.gate.pass(Step::kBeforeKeeping);
      auto kept = relay.checkpoints_.put(name, position);
      relay.gate.pass(Step::kAfterKeeping);
      return kept;
    }
    Status forget(const std::string& name) override { return relay.checkpoints_.forget(name); }
    GatedRelay& relay;
  };

  SystemClock clock_;
  PgPool pool_;
  PostgresEventLog log_;
  PostgresCheckpointStore checkpoints_;
  PostgresLeaderLock lock_;
  bool leading_ = false;  // these three belong to the relay's thread
  Position read_ = 0;     // events up to here were read
  Position cleared_ = 0;  // … and the lock was ours afterwards
  Log gated_log_{*this};
  Lock gated_lock_{*this};
  Checkpoints gated_checkpoints_{*this};
  Relay relay_;
};

}  // namespace authledger::infra::test
