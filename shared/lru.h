// A map that keeps the entries used last, up to a bound. Not thread-safe: its owner holds a lock;
// shared/lru_cache.h has one of its own.
#pragma once

#include <algorithm>
#include <cstddef>
#include <list>
#include <string>
#include <unordered_map>
#include <utility>

namespace authledger {

template <class Value>
class Lru {
 public:
  explicit Lru(std::size_t entries_max) : entries_max_(std::max<std::size_t>(entries_max, 1)) {}

  // Until the next put or erase. Counts as a use.
  Value* find(const std::string& key) {
    const auto found = by_key_.find(key);
    if (found == by_key_.end()) return nullptr;
    order_.splice(order_.begin(), order_, found->second);
    return &found->second->second;
  }

  void put(std::string key, Value value) {
    if (auto* known = find(key)) {
      *known = std::move(value);
      return;
    }
    order_.emplace_front(key, std::move(value));
    by_key_.emplace(std::move(key), order_.begin());
    if (by_key_.size() <= entries_max_) return;
    by_key_.erase(order_.back().first);
    order_.pop_back();
  }

  void erase(const std::string& key) {
    const auto found = by_key_.find(key);
    if (found == by_key_.end()) return;
    order_.erase(found->second);
    by_key_.erase(found);
  }

  void clear() {
    by_key_.clear();
    order_.clear();
  }

  std::size_t size() const { return by_key_.size(); }

 private:
  using Entries = std::list<std::pair<std::string, Value>>;
  std::size_t entries_max_;
  Entries order_;  // used last first
  std::unordered_map<std::string, typename Entries::iterator> by_key_;
};

}  // namespace authledger
