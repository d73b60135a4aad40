// A KeyStore in memory, for tests: several rings, as of several processes, may share one.
#pragma once

#include <map>
#include <mutex>
#include <utility>

#include "infra/crypto/key_store.h"
#include "shared/errors.h"

namespace authledger::test {

// Thread-safe. `reads` counts the calls that read, to see what a cache saves.
class MemoryKeyStore : public infra::KeyStore {
 public:
  Result<std::vector<infra::RingRow>> ring() override {
    const std::lock_guard lock(mutex_);
    std::vector<infra::RingRow> rows;
    for (const auto& [id, wrapped] : ring_) rows.push_back({id.first, id.second, wrapped});
    return rows;
  }

  Status put_ring_if_absent(infra::RingRow row) override {
    const std::lock_guard lock(mutex_);
    ring_.try_emplace({row.name, row.version}, row.wrapped);
    return {};
  }

  Status replace_ring(const std::vector<infra::RingRow>& rows) override {
    const std::lock_guard lock(mutex_);
    for (const auto& row : rows) ring_[{row.name, row.version}] = row.wrapped;
    return {};
  }

  Result<std::optional<std::string>> subject_key(const std::string& subject) override {
    const std::lock_guard lock(mutex_);
    ++reads_;
    if (down_) return fail(errors::kLogUnavailable);
    const auto found = subjects_.find(subject);
    if (found == subjects_.end()) return std::optional<std::string>();
    return std::optional<std::string>(found->second);
  }

  Result<std::vector<WrappedKey>> subject_keys(const std::vector<std::string>& wanted) override {
    const std::lock_guard lock(mutex_);
    ++reads_;
    if (down_) return fail(errors::kLogUnavailable);
    std::vector<WrappedKey> rows;
    for (const auto& subject : wanted) {
      const auto found = subjects_.find(subject);
      if (found != subjects_.end()) rows.push_back({subject, found->second});
    }
    return rows;
  }

  Status destroy_subject_key(const std::string& subject) override {
    const std::lock_guard lock(mutex_);
    subjects_[subject] = "";
    return {};
  }

  Result<std::vector<infra::SigningKeyRow>> signing_keys() override {
    const std::lock_guard lock(mutex_);
    ++reads_;
    if (down_) return fail(errors::kLogUnavailable);
    return signing_;
  }

  Status add_signing_key(const infra::SigningKeyRow& row, std::string_view expected) override {
    const std::lock_guard lock(mutex_);
    infra::SigningKeyRow* active = nullptr;
    for (auto& key : signing_) {
      if (key.retired_at.ms == 0) active = &key;
    }
    if ((active == nullptr ? "" : active->kid) != expected) return fail(errors::kStreamChanged);
    if (active != nullptr) active->retired_at = row.created_at;
    signing_.push_back(row);
    return {};
  }

  // What the transaction of a subject's first event does.
  void store(const WrappedKey& key) {
    const std::lock_guard lock(mutex_);
    subjects_[key.subject] = key.wrapped;
  }
  void damage_ring(const std::string& name) {
    const std::lock_guard lock(mutex_);
    ring_.at({name, 1}).back() ^= 1;
  }
  void drop_signing_key(const std::string& kid) {
    const std::lock_guard lock(mutex_);
    std::erase_if(signing_, [&](const auto& row) { return row.kid == kid; });
  }
  void set_down(bool down) {
    const std::lock_guard lock(mutex_);
    down_ = down;
  }
  int reads() const {
    const std::lock_guard lock(mutex_);
    return reads_;
  }

 private:
  mutable std::mutex mutex_;
  std::map<std::pair<std::string, int>, std::string> ring_;
  std::map<std::string, std::string> subjects_;
  std::vector<infra::SigningKeyRow> signing_;
  bool down_ = false;
  int reads_ = 0;
};

}  // namespace authledger::test
