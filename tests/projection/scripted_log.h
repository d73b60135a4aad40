// A log in memory that a test writes, with a Feed over it whose faults a test scripts. Here only:
// every other test uses a real log.
#pragma once

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "events/ports/log_reader.h"
#include "projections/ports/feed.h"
#include "projections/projection.h"
#include "shared/errors.h"
#include "shared/json.h"
#include "tests/support/plain_scan.h"

namespace authledger::tests {

class ScriptedLog : public events::LogReader {
 public:
  // The next event of the stream, with the next position. `name` becomes the document's fullname.
  Position add(const std::string& stream, const std::string& name) {
    const std::lock_guard lock(lock_);
    events::StoredEvent event;
    event.position = static_cast<Position>(events_.size()) + 1;
    event.event_id = "event-" + std::to_string(event.position);
    event.tenant_id = "root";
    event.stream_id = stream;
    event.stream_version = ++versions_[stream];
    event.type = "named";
    event.recorded_at = {event.position * 1000};
    event.payload = "{\"name\":" + json_quote(name) + "}";
    events_.push_back(event);
    grown_.notify_all();
    return event.position;
  }

  void fail_reads(bool down) {
    down_ = down;
    grown_.notify_all();
  }

  Result<events::Head> head() override {
    if (down_) return fail(errors::kLogUnavailable);
    const std::lock_guard lock(lock_);
    return events::Head{static_cast<Position>(events_.size()), 1};
  }
  Result<std::vector<events::StoredEvent>> read_all(Position after, int limit) override {
    if (down_) return fail(errors::kLogUnavailable);
    const std::lock_guard lock(lock_);
    std::vector<events::StoredEvent> out;
    for (auto i = static_cast<std::size_t>(after);
         i < events_.size() && out.size() < static_cast<std::size_t>(limit); ++i) {
      out.push_back(events_[i]);
    }
    return out;
  }
  Result<std::vector<events::StoredEvent>> read_stream(const std::string& stream,
                                                       StreamVersion after) override {
    if (down_) return fail(errors::kLogUnavailable);
    const std::lock_guard lock(lock_);
    ++stream_reads;
    std::vector<events::StoredEvent> out;
    for (const auto& one : events_) {
      if (one.stream_id == stream && one.stream_version > after) out.push_back(one);
    }
    return out;
  }

  std::atomic<int> stream_reads = 0;

 private:
  friend class ScriptedFeed;
  std::mutex lock_;
  std::condition_variable grown_;
  std::vector<events::StoredEvent> events_;
  std::map<std::string, StreamVersion> versions_;
  std::atomic<bool> down_ = false;
};

class ScriptedFeed : public projections::Feed {
 public:
  explicit ScriptedFeed(ScriptedLog& log) : log_(log) {}

  // Given instead of the log's events by the next calls, whatever they ask for.
  void script(std::vector<events::StoredEvent> batch) {
    const std::lock_guard lock(log_.lock_);
    scripted_.push_back(std::move(batch));
    log_.grown_.notify_all();
  }

  Result<std::vector<events::StoredEvent>> next(Position after, int limit,
                                                std::chrono::milliseconds wait) override {
    {
      std::unique_lock lock(log_.lock_);
      ++calls;
      log_.grown_.wait_for(lock, wait, [&] {
        return interrupted_ || log_.down_ || !scripted_.empty() ||
               static_cast<std::size_t>(after) < log_.events_.size();
      });
      interrupted_ = false;
      if (!scripted_.empty()) {
        auto batch = std::move(scripted_.front());
        scripted_.pop_front();
        return batch;
      }
    }
    return log_.read_all(after, limit);
  }
  void interrupt() override {
    const std::lock_guard lock(log_.lock_);
    interrupted_ = true;
    log_.grown_.notify_all();
  }

  std::atomic<int> calls = 0;

 private:
  ScriptedLog& log_;
  bool interrupted_ = false;
  std::deque<std::vector<events::StoredEvent>> scripted_;
};

// One Sample per stream `sample-<id>`; its note lists every name folded, in order. The names
// "poison" and "throws" cannot be folded until heal(); "gone" makes a tombstone.
class SampleProjection : public projections::Projection {
 public:
  const projections::ReadModelSchema& schema() const override { return schema_; }
  std::optional<std::string> document_id(const events::StoredEvent& event) const override {
    if (!event.stream_id.starts_with("sample-")) return std::nullopt;
    return event.stream_id.substr(7);
  }
  Result<projections::Document> apply(
      const events::StoredEvent& event, const Sealer*,
      const std::optional<projections::Document>& before) const override {
    if (before && event.position <= before->version) return *before;
    if (event.stream_version != (before ? before->stream_version : 0) + 1) {
      return fail(errors::kCorruptEvent, "a version is missing");
    }
    AUTHLEDGER_TRY(payload, parse_json(event.payload));
    const std::string name(as_view(payload["name"]));
    if (!healed_ && name == "poison") return fail(errors::kCorruptEvent, "poison");
    if (!healed_ && name == "throws") throw std::runtime_error("thrown");
    Sample sample{
        .fullname = name, .email = name + "@example.com", .created_at = event.recorded_at};
    sample.note = name;
    if (before) {
      sample.note = std::get<std::string>(before->values[2]) + "," + name;
      sample.created_at = {std::get<std::int64_t>(before->values[7])};
    }
    auto after = sample_document(event.stream_id.substr(7), sample, event.position);
    after.stream_version = event.stream_version;
    after.listed = name != "gone";
    return after;
  }
  void heal() { healed_ = true; }

 private:
  projections::ReadModelSchema schema_ = sample_schema();
  std::atomic<bool> healed_ = false;
};

class NoKeys : public SubjectKeys {
 public:
  std::pair<std::shared_ptr<const Sealer>, WrappedKey> create(const std::string&) override {
    return {};
  }
  Result<std::shared_ptr<const Sealer>> find(const std::string&) override {
    return std::shared_ptr<const Sealer>();
  }
};

class FixedClock : public Clock {
 public:
  Timestamp now() const override { return {1'000'000}; }
};

}  // namespace authledger::tests
