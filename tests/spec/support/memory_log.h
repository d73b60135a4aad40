// The event log in memory, for specs of what stands before it: the same promises as the real ones
// (versions, claims, remembered answers, all or nothing per item), without their speed or safety.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <set>

#include "command/ports/event_log.h"

namespace authledger::test {

// Wrapped subject keys as the log's transaction stores them. Thread-safe.
class StoredKeys {
 public:
  void store(const WrappedKey& key);  // a subject that has one keeps it
  std::optional<std::string> find(const std::string& subject) const;
  void destroy(const std::string& subject);

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::string> wrapped_;
};

class MemoryLog final : public command::EventLog {
 public:
  explicit MemoryLog(StoredKeys& keys) : keys_(keys) {}

  Result<events::Head> head() override;
  Result<std::vector<events::StoredEvent>> read_all(Position after, int limit) override;
  Result<std::vector<events::StoredEvent>> read_stream(const std::string& stream_id,
                                                       StreamVersion after) override;
  std::vector<command::AppendOutcome> append(std::span<command::AppendItem> items) override;
  Result<std::optional<std::string>> claim_owner(const command::Claim& claim) override;
  Result<std::vector<command::Entry>> find_entries(const command::EntryQuery& query) override;
  Result<std::optional<command::Remembered>> remembered(const std::string& key_hash) override;

  // Runs once, when that stream has been read and before the reader has it.
  void after_read_of(const std::string& stream_id, std::function<void()> hook);

  // Of one stream, in order: what a spec expects.
  std::vector<std::string> types_of(const std::string& stream_id);

 private:
  using ClaimKey = std::tuple<std::string, std::string, std::string>;
  command::AppendOutcome append_one(command::AppendItem& item);
  StreamVersion version_of(const std::string& stream_id) const;

  std::mutex mutex_;
  std::map<std::string, std::function<void()>> hooks_;  // by stream
  StoredKeys& keys_;
  std::vector<events::StoredEvent> rows_;
  std::map<ClaimKey, std::string> claims_;
  std::set<command::Entry> entries_;
  std::map<std::string, command::Remembered> answers_;
};

// Appends one at a time. Keeps what was handed in; can be told to answer something else, or to let
// somebody else write first.
class MemoryAppender final : public command::Appender {
 public:
  explicit MemoryAppender(MemoryLog& log) : log_(log) {}
  command::AppendOutcome append(command::AppendItem item) override;

  // The next append is answered so, without a write.
  void answer_next(const command::AppendOutcome& outcome);
  // Runs once, before the next append.
  void before_next(std::function<void()> hook) { before_ = std::move(hook); }
  // Runs once, when the next append is done and before its caller knows.
  void after_next(std::function<void()> hook) { after_ = std::move(hook); }
  const std::vector<command::AppendItem>& items() const { return items_; }

 private:
  MemoryLog& log_;
  std::mutex mutex_;
  std::deque<command::AppendOutcome> scripted_;
  std::function<void()> before_, after_;
  std::vector<command::AppendItem> items_;
};

}  // namespace authledger::test
