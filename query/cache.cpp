#include "query/cache.h"

namespace authledger::query {
namespace {

std::size_t size_of(const std::string& key, const Page& page) {
  std::size_t bytes = sizeof(Page) + 2 * key.size() + 256;
  for (const auto& row : page.rows) bytes += row.capacity() + sizeof(row);
  return bytes;
}

}  // namespace

void PageCache::drop(Entries::iterator entry) {
  stats_.bytes -= entry->bytes;
  index_.erase(entry->key);
  entries_.erase(entry);
}

PageCache::PagePtr PageCache::find(const std::string& key, std::int64_t edition, Time now) {
  const auto found = index_.find(key);
  if (found == index_.end()) return nullptr;
  if (found->second->edition != edition || found->second->expires <= now) {
    drop(found->second);
    return nullptr;
  }
  entries_.splice(entries_.begin(), entries_, found->second);
  return found->second->page;
}

void PageCache::keep(const std::string& key, const PagePtr& page, std::int64_t edition,
                     Time expires) {
  const std::size_t bytes = size_of(key, *page);
  if (bytes > bytes_max_ / 8) return;
  const auto old = index_.find(key);
  if (old != index_.end()) drop(old->second);
  entries_.push_front(Entry{key, page, edition, expires, bytes});
  index_[key] = entries_.begin();
  stats_.bytes += bytes;
  while (stats_.bytes > bytes_max_ && !entries_.empty()) drop(std::prev(entries_.end()));
}

Result<PageCache::Found> PageCache::get(const std::string& key, std::int64_t edition, Time now,
                                        Time expires, const std::function<Result<Page>()>& read) {
  std::unique_lock lock(mutex_);
  if (auto page = find(key, edition, now)) {
    ++stats_.hits;
    return Found{std::move(page), true};
  }
  const auto flying = flights_.find(key);
  if (flying != flights_.end() && flying->second->edition >= edition) {
    const auto flight = flying->second;
    landed_.wait(lock, [&] { return flight->done; });
    if (!flight->result) return fail(flight->result.error());
    ++stats_.hits;
    return Found{*flight->result, true};
  }
  ++stats_.misses;
  const auto flight = std::make_shared<Flight>();
  flight->edition = edition;
  flights_[key] = flight;
  lock.unlock();
  auto page = read();
  lock.lock();
  if (page)
    flight->result = std::make_shared<const Page>(std::move(*page));
  else
    flight->result = fail(std::move(page).error());
  flight->done = true;
  const auto own = flights_.find(key);
  if (own != flights_.end() && own->second == flight) flights_.erase(own);
  landed_.notify_all();
  if (!flight->result) return fail(flight->result.error());
  keep(key, *flight->result, edition, expires);
  return Found{*flight->result, false};
}

CacheStats PageCache::stats() const {
  const std::lock_guard lock(mutex_);
  return stats_;
}

}  // namespace authledger::query
