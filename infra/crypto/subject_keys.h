// The keys of people, cached. Erasing someone destroys their key: what was sealed with it is noise
// from then on, in the log, in Kafka and in their backups.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "infra/crypto/key_ring.h"
#include "infra/crypto/key_store.h"
#include "shared/lru.h"
#include "shared/secret.h"

namespace authledger::infra {

// Thread-safe. The ring and the store must outlive it. About 400 bytes per cached entry.
class SubjectKeyRing final : public SubjectKeys {
 public:
  SubjectKeyRing(const KeyRing& ring, KeyStore& store, std::size_t capacity_entries);

  // Not cached: the transaction that stores the key may yet lose against another one, and a cached
  // key that was never stored would seal data that nobody can open.
  std::pair<std::shared_ptr<const Sealer>, WrappedKey> create(const std::string& subject) override;

  // For a destroyed key: a sealer that opens nothing, and seals into texts that nothing opens.
  // Errors: keys.subject_key_missing (it never had one), keys.stored_key_damaged, log.unavailable.
  Result<std::shared_ptr<const Sealer>> find(const std::string& subject) override;

  // Loads those that are not cached with one call to the store. Subjects without a key are no
  // error. At most `capacity_entries` at once make sense. Errors as in find().
  Status prefetch(const std::vector<std::string>& subjects) override;

  // Drops the cached key: call it when the feed tells that a subject was erased. A look-up that
  // overlaps with it caches nothing older.
  void forget(const std::string& subject);

  // Destroys the stored key and forgets it here; other processes learn of it by the feed.
  Status destroy(const std::string& subject);

  std::size_t cached_entries() const;

 private:
  using SealerPtr = std::shared_ptr<const Sealer>;

  Result<SealerPtr> unwrap(const std::string& subject, std::string_view wrapped) const;
  void remember(const std::string& subject, SealerPtr sealer, std::uint64_t forgotten_before);

  const KeyRing& ring_;
  KeyStore& store_;
  mutable std::mutex mutex_;
  Lru<SealerPtr> cache_;         // guarded by mutex_
  std::uint64_t forgotten_ = 0;  // guarded by mutex_: how often forget() was called
};

}  // namespace authledger::infra
