#include "tests/spec/support/memory_log.h"

#include <algorithm>

namespace authledger::test {

using namespace command;

void StoredKeys::store(const WrappedKey& key) {
  const std::lock_guard lock(mutex_);
  wrapped_.try_emplace(key.subject, key.wrapped);
}

std::optional<std::string> StoredKeys::find(const std::string& subject) const {
  const std::lock_guard lock(mutex_);
  const auto found = wrapped_.find(subject);
  return found == wrapped_.end() ? std::nullopt : std::optional(found->second);
}

void StoredKeys::destroy(const std::string& subject) {
  const std::lock_guard lock(mutex_);
  wrapped_[subject].clear();
}

Result<events::Head> MemoryLog::head() {
  const std::lock_guard lock(mutex_);
  return events::Head{static_cast<Position>(rows_.size()), 1};
}

Result<std::vector<events::StoredEvent>> MemoryLog::read_all(Position after, int limit) {
  const std::lock_guard lock(mutex_);
  std::vector<events::StoredEvent> out;
  for (const auto& row : rows_) {
    if (row.position > after && static_cast<int>(out.size()) < limit) out.push_back(row);
  }
  return out;
}

Result<std::vector<events::StoredEvent>> MemoryLog::read_stream(const std::string& stream_id,
                                                                StreamVersion after) {
  std::function<void()> hook;
  std::vector<events::StoredEvent> out;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& row : rows_) {
      if (row.stream_id == stream_id && row.stream_version > after) out.push_back(row);
    }
    if (auto found = hooks_.extract(stream_id)) hook = std::move(found.mapped());
  }
  if (hook) hook();
  return out;
}

void MemoryLog::after_read_of(const std::string& stream_id, std::function<void()> hook) {
  const std::lock_guard lock(mutex_);
  hooks_[stream_id] = std::move(hook);
}

std::vector<AppendOutcome> MemoryLog::append(std::span<AppendItem> items) {
  const std::lock_guard lock(mutex_);
  std::vector<AppendOutcome> outcomes;
  for (auto& item : items) outcomes.push_back(append_one(item));
  return outcomes;
}

StreamVersion MemoryLog::version_of(const std::string& stream_id) const {
  return std::count_if(rows_.begin(), rows_.end(),
                       [&](const auto& row) { return row.stream_id == stream_id; });
}

AppendOutcome MemoryLog::append_one(AppendItem& item) {
  if (item.remember) {
    const auto first = answers_.find(item.remember->key_hash);
    if (first != answers_.end()) return Duplicate{first->second};
  }
  for (const auto& write : item.writes) {
    const auto actual = version_of(write.stream_id);
    if (write.expected_version != kAnyVersion && write.expected_version != actual)
      return VersionConflict{write.stream_id, actual};
  }
  auto claims = claims_;
  for (const bool take : {false, true}) {
    for (const auto& change : item.claims) {
      if (change.take != take) continue;
      const ClaimKey key{change.claim.tenant_id, change.claim.kind, change.claim.key};
      const auto held = claims.find(key);
      if (take && held != claims.end() && held->second != change.owner)
        return ClaimTaken{change.claim, held->second};
      if (take) claims[key] = change.owner;
      if (!take && held != claims.end() && held->second == change.owner) claims.erase(held);
    }
  }
  claims_ = std::move(claims);
  for (const auto& change : item.entries) {
    if (change.add)
      entries_.insert(change.entry);
    else
      entries_.erase(change.entry);
  }
  for (const auto& key : item.new_keys) keys_.store(key);
  Appended appended{0, static_cast<Position>(rows_.size())};
  for (auto& write : item.writes) {
    auto version = version_of(write.stream_id);
    for (auto& row : write.events) {
      row.stream_id = write.stream_id;
      row.stream_version = ++version;
      row.position = static_cast<Position>(rows_.size()) + 1;
      if (appended.first == 0) appended.first = row.position;
      appended.last = row.position;
      rows_.push_back(row);
    }
  }
  if (item.remember) {
    item.remember->position = appended.last;
    answers_[item.remember->key_hash] = *item.remember;
  }
  return appended;
}

Result<std::optional<std::string>> MemoryLog::claim_owner(const Claim& claim) {
  const std::lock_guard lock(mutex_);
  const auto held = claims_.find({claim.tenant_id, claim.kind, claim.key});
  if (held == claims_.end()) return std::optional<std::string>();
  return std::optional(held->second);
}

Result<std::vector<Entry>> MemoryLog::find_entries(const EntryQuery& query) {
  const std::lock_guard lock(mutex_);
  const auto wanted = [&](const Entry& one) {
    return one.tenant_id == query.tenant_id && one.kind == query.kind &&
           std::find(query.keys.begin(), query.keys.end(), one.key) != query.keys.end() &&
           std::pair(one.key, one.stream_id) > std::pair(query.after_key, query.after_stream);
  };
  std::vector<Entry> found;
  for (const auto& one : entries_) {
    if (wanted(one) && static_cast<int>(found.size()) < query.limit) found.push_back(one);
  }
  return found;
}

Result<std::optional<Remembered>> MemoryLog::remembered(const std::string& key_hash) {
  const std::lock_guard lock(mutex_);
  const auto found = answers_.find(key_hash);
  if (found == answers_.end()) return std::optional<Remembered>();
  return std::optional(found->second);
}

std::vector<std::string> MemoryLog::types_of(const std::string& stream_id) {
  std::vector<std::string> types;
  const auto rows = read_stream(stream_id, 0);
  for (const auto& row : *rows) types.push_back(row.type);
  return types;
}

void MemoryAppender::answer_next(const AppendOutcome& outcome) { scripted_.push_back(outcome); }

AppendOutcome MemoryAppender::append(AppendItem item) {
  std::function<void()> before, after;
  {
    const std::lock_guard lock(mutex_);
    before = std::exchange(before_, nullptr);
    after = std::exchange(after_, nullptr);
    items_.push_back(item);
    if (!scripted_.empty()) {
      auto outcome = std::move(scripted_.front());
      scripted_.pop_front();
      return outcome;
    }
  }
  if (before) before();
  auto outcome = log_.append({&item, 1}).front();
  if (after) after();
  return outcome;
}

}  // namespace authledger::test
