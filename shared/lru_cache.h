// A bounded map of shared, immutable values that forgets what was used longest ago. Thread-safe.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "shared/lru.h"

namespace authledger {

template <class Value>
class LruCache {
 public:
  explicit LruCache(std::size_t entries_max) : entries_(entries_max) {}

  std::shared_ptr<const Value> get(const std::string& key) {
    const std::lock_guard lock(mutex_);
    const auto* found = entries_.find(key);
    return found == nullptr ? nullptr : *found;
  }

  // Kept unless `keep_old(old)` says that the present one is better.
  void put(const std::string& key, std::shared_ptr<const Value> value,
           const std::function<bool(const Value&)>& keep_old = nullptr) {
    const std::lock_guard lock(mutex_);
    const auto* found = entries_.find(key);
    if (found != nullptr && keep_old && keep_old(**found)) return;
    entries_.put(key, std::move(value));
  }

  // Replaces the entry, if there is one, by what `changed(value)` makes of it; nothing: it stays.
  void update(const std::string& key,
              const std::function<std::shared_ptr<const Value>(const Value&)>& changed) {
    const std::lock_guard lock(mutex_);
    auto* found = entries_.find(key);
    if (found == nullptr) return;
    if (auto value = changed(**found)) *found = std::move(value);
  }

  std::size_t size() const {
    const std::lock_guard lock(mutex_);
    return entries_.size();
  }

 private:
  mutable std::mutex mutex_;
  Lru<std::shared_ptr<const Value>> entries_;
};

}  // namespace authledger
