// A map bounded in entries that forgets the one not used for longest. Not thread-safe: the owner
// holds its lock. The capacity is at least 1.
#pragma once

#include <cstddef>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace authledger::infra {

template <class Value>
class LruCache {
 public:
  explicit LruCache(std::size_t capacity_entries)
      : capacity_(capacity_entries == 0 ? 1 : capacity_entries) {}

  // The pointer lives until the next put or erase.
  const Value* find(std::string_view key) {
    const auto found = index_.find(key);
    if (found == index_.end()) return nullptr;
    entries_.splice(entries_.begin(), entries_, found->second);
    return &found->second->second;
  }

  void put(std::string key, Value value) {
    erase(key);
    if (entries_.size() >= capacity_) {
      index_.erase(entries_.back().first);
      entries_.pop_back();
    }
    entries_.emplace_front(std::move(key), std::move(value));
    index_.emplace(entries_.front().first, entries_.begin());
  }

  void erase(std::string_view key) {
    const auto found = index_.find(key);
    if (found == index_.end()) return;
    const auto entry = found->second;
    index_.erase(found);
    entries_.erase(entry);
  }

  std::size_t size() const { return entries_.size(); }

 private:
  using Entries = std::list<std::pair<std::string, Value>>;
  std::size_t capacity_;
  Entries entries_;  // most recently used first
  std::unordered_map<std::string_view, typename Entries::iterator> index_;  // views into entries_
};

}  // namespace authledger::infra
