// A map that keeps the entries used last, up to a bound. Not thread-safe.
#pragma once

#include <cstddef>
#include <list>
#include <unordered_map>
#include <utility>

namespace authledger::projections {

template <class Key, class Value>
class Lru {
 public:
  explicit Lru(std::size_t entries_max) : entries_max_(entries_max) {}

  // Until the next put or erase. Counts as a use.
  Value* find(const Key& key) {
    const auto found = by_key_.find(key);
    if (found == by_key_.end()) return nullptr;
    order_.splice(order_.begin(), order_, found->second);
    return &found->second->second;
  }

  void put(Key key, Value value) {
    if (auto* known = find(key)) {
      *known = std::move(value);
      return;
    }
    order_.emplace_front(key, std::move(value));
    by_key_.emplace(std::move(key), order_.begin());
    while (by_key_.size() > entries_max_) {
      by_key_.erase(order_.back().first);
      order_.pop_back();
    }
  }

  void erase(const Key& key) {
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
  std::size_t entries_max_;
  std::list<std::pair<Key, Value>> order_;  // used last first
  std::unordered_map<Key, typename std::list<std::pair<Key, Value>>::iterator> by_key_;
};

}  // namespace authledger::projections
