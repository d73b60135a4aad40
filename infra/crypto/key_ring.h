// The keys of the installation: five named keys, made once, stored wrapped by the master key. What
// they seal stays readable when the master key changes, because only their wrapping does.
//
//   subjects  wraps the keys of people        claims   hashes unique values (e-mail, username, …)
//   answers   seals remembered answers        signing  seals private keys of token signatures
//   tokens    hashes opaque tokens and codes
#pragma once

#include <array>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "infra/crypto/aead.h"
#include "infra/crypto/key_store.h"
#include "shared/result.h"

namespace authledger::infra {

// Thread-safe. Sealed texts are bytes; hashes are 64 hex digits and stay the same forever.
class KeyRing {
 public:
  // Reads the ring and makes what is missing; of several processes making it at once, all end up
  // with the same keys. The store must outlive the ring. Errors: keys.master_key_wrong (not 32
  // bytes, or another key wrapped this ring), log.unavailable.
  static Result<std::unique_ptr<KeyRing>> open(KeyStore& store, std::string_view master_key);

  // Wraps the stored ring with another master key, all keys or none. Other processes go on working
  // and need the new master key at their next start. Errors as in open().
  Status rotate_master(std::string_view new_master_key);

  std::string wrap_subject_key(const std::string& subject, const Key256& key) const;
  std::optional<Key256> unwrap_subject_key(const std::string& subject,
                                           std::string_view wrapped) const;

  // What the log keeps in place of a unique value. The caller normalises the value.
  std::string claim_hash(std::string_view tenant, std::string_view kind,
                         std::string_view value) const;

  // What is stored in place of an opaque token or a code.
  std::string token_hash(std::string_view token) const;

  // `context` (an idempotency key, say) is needed again to open, so that a sealed text moved to
  // another row opens nothing. Opening gives nothing for a damaged text.
  std::string seal_answer(std::string_view plain, std::string_view context = {}) const;
  std::optional<std::string> open_answer(std::string_view sealed,
                                         std::string_view context = {}) const;

  std::string seal_signing_key(std::string_view plain, std::string_view kid) const;
  std::optional<std::string> open_signing_key(std::string_view sealed, std::string_view kid) const;

 private:
  using Keys = std::map<std::string, Key256, std::less<>>;

  KeyRing(KeyStore& store, Key256 master, Keys keys)
      : store_(store), master_(std::move(master)), keys_(std::move(keys)) {}

  const Key256& key(std::string_view name) const { return keys_.find(name)->second; }

  KeyStore& store_;
  std::mutex rotation_;
  Key256 master_;    // guarded by rotation_
  const Keys keys_;  // all five
};

}  // namespace authledger::infra
