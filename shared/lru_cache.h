// A bounded map that forgets what was used longest ago. Thread-safe; values are shared and immutable.
#pragma once

#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

namespace authledger {

template <class Value>
class LruCache {
 public:
  explicit LruCache(std::size_t entries_max) : entries_max_(entries_max) {}

  std::shared_ptr<const Value> get(const std::string& key) {
    const std::lock_guard lock(mutex_);
    const auto found = index_.find(key);
    if (found == index_.end()) return nullptr;
    order_.splice(order_.begin(), order_, found->second);
    return found->second->second;
  }

  // Kept unless `keep_old(old)` says that the present one is better.
  void put(const std::string& key, std::shared_ptr<const Value> value,
           const std::function<bool(const Value&)>& keep_old = nullptr) {
    const std::lock_guard lock(mutex_);
    const auto found = index_.find(key);
    if (found != index_.end()) {
      if (keep_old && keep_old(*found->second->second)) return;
      found->second->second = std::move(value);
      order_.splice(order_.begin(), order_, found->second);
      return;
    }
    order_.emplace_front(key, std::move(value));
    index_[key] = order_.begin();
    if (index_.size() > entries_max_) {
      index_.erase(order_.back().first);
      order_.pop_back();
    }
  }

  // Forgets the entry if `outdated(value)`.
  void erase_if(const std::string& key, const std::function<bool(const Value&)>& outdated) {
    const std::lock_guard lock(mutex_);
    const auto found = index_.find(key);
    if (found == index_.end() || !outdated(*found->second->second)) return;
    order_.erase(found->second);
    index_.erase(found);
  }

  std::size_t size() const {
    const std::lock_guard lock(mutex_);
    return index_.size();
  }

 private:
  using Entry = std::pair<std::string, std::shared_ptr<const Value>>;
  const std::size_t entries_max_;
  mutable std::mutex mutex_;
  std::list<Entry> order_;
  std::unordered_map<std::string, typename std::list<Entry>::iterator> index_;
};

}  // namespace authledger
