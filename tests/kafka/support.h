// For the tests of relay and feeds: a scripted log, lock and checkpoint store.
#pragma once

#include <poll.h>

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "events/ports/log_reader.h"
#include "infra/log/stores.h"
#include "shared/errors.h"

namespace authledger::infra::test {

using Events = std::vector<events::StoredEvent>;
using namespace std::chrono_literals;

// Waits for a condition, not for a time: looks every millisecond, gives up after 30 s.
inline bool eventually(const std::function<bool()>& holds) {
  const auto deadline = std::chrono::steady_clock::now() + 30s;
  while (!holds()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    ::poll(nullptr, 0, 1);  // gives the other threads a millisecond
  }
  return true;
}

inline events::StoredEvent event_of(const std::string& stream, Position number) {
  events::StoredEvent event;
  auto digits = std::to_string(number);
  event.event_id = "01890000-0000-7000-8000-" + std::string(12 - digits.size(), '0') + digits;
  event.tenant_id = "main";
  event.stream_id = stream;
  event.stream_version = 1;
  event.type = "user.role_changed";
  event.recorded_at = Timestamp{1'772'359'200'000 + number};
  event.subject = stream;
  event.payload = R"({"userId":"u","roleId":"member","number":)" + digits + "}";
  event.meta = R"({"actorKind":"user","actorId":"alice","ip":{"personal":"c2VhbGVk"},)"
               R"("userAgent":null,"correlationId":"req-)" +
               digits + R"(","causationId":""})";
  return event;
}

// A log in memory.
class VectorLog : public events::LogReader {
 public:
  void append(events::StoredEvent event) {
    const std::lock_guard lock(mutex_);
    event.position = static_cast<Position>(events_.size()) + 1;
    event.stream_version = ++versions_[event.stream_id];
    events_.push_back(std::move(event));
  }
  // `count` events over `streams` streams.
  void grow(int count, int streams = 40) {
    for (int i = 0; i < count; ++i) {
      const auto number = size() + 1;
      append(event_of("user-" + std::to_string(number * 7919 % streams), number));
    }
  }
  Position size() {
    const std::lock_guard lock(mutex_);
    return static_cast<Position>(events_.size());
  }
  events::StoredEvent at(Position position) {
    const std::lock_guard lock(mutex_);
    return events_.at(static_cast<std::size_t>(position - 1));
  }

  Result<events::Head> head() override {
    if (down) return fail(errors::kLogUnavailable);
    return events::Head{size(), epoch};
  }
  Result<Events> read_all(Position after, int limit) override {
    if (down) return fail(errors::kLogUnavailable);
    const std::lock_guard lock(mutex_);
    Events page;
    for (auto i = static_cast<std::size_t>(after); i < events_.size(); ++i) {
      if (static_cast<int>(page.size()) == limit) break;
      page.push_back(events_[i]);
    }
    return page;
  }
  Result<Events> read_stream(const std::string&, StreamVersion) override { return Events{}; }

  std::atomic<bool> down{false};
  std::atomic<std::int64_t> epoch{1};

 private:
  std::mutex mutex_;
  Events events_;
  std::map<std::string, StreamVersion> versions_;
};

// The lock that several relays fight for. revoke() takes it away as a lost session would.
struct LockPlace {
  std::mutex mutex;
  const LeaderLock* owner = nullptr;
  const LeaderLock* barred = nullptr;  // may not acquire
  void revoke() {
    const std::lock_guard lock(mutex);
    barred = std::exchange(owner, nullptr);
  }
};
class MemoryLock : public LeaderLock {
 public:
  explicit MemoryLock(LockPlace& place) : place_(place) {}
  bool try_acquire() override {
    const std::lock_guard lock(place_.mutex);
    if (place_.owner == nullptr && place_.barred != this) place_.owner = this;
    return place_.owner == this;
  }
  bool held() override {
    const std::lock_guard lock(place_.mutex);
    return place_.owner == this;
  }
  void release() override {
    const std::lock_guard lock(place_.mutex);
    if (place_.owner == this) place_.owner = nullptr;
  }

 private:
  LockPlace& place_;
};

class MemoryCheckpoints : public CheckpointStore {
 public:
  Result<Position> get(const std::string& name) override {
    const std::lock_guard lock(mutex_);
    return positions_[name];
  }
  Status put(const std::string& name, Position position) override {
    if (before_put) before_put(position);
    const std::lock_guard lock(mutex_);
    positions_[name] = std::max(positions_[name], position);
    return {};
  }
  Status forget(const std::string& name) override {
    const std::lock_guard lock(mutex_);
    positions_.erase(name);
    return {};
  }
  std::function<void(Position)> before_put;

 private:
  std::mutex mutex_;
  std::map<std::string, Position> positions_;
};

}  // namespace authledger::infra::test
