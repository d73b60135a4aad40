// The keys that sign tokens: one active, and retired ones whose public half is served until the
// last token signed with them has expired.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "infra/crypto/key_ring.h"
#include "infra/crypto/key_store.h"
#include "infra/jwt/rsa_key.h"
#include "shared/result.h"
#include "shared/time.h"

namespace authledger::infra {

struct SigningKeyOptions {
  std::int64_t max_age_s = 90 * 24 * 3600;  // rotate_if_old() replaces an older key; 0: never
  std::int64_t keep_retired_s = 24 * 3600;  // REQUIRES: at least the longest life of a token,
                                            // plus the verifier's leeway
};

// A key with what the outside sees of it.
struct SigningKey {
  std::string kid;
  std::string public_pem;
  std::string jwk;  // JSON object
  std::shared_ptr<const RsaKey> key;
  Timestamp created_at;
  Timestamp retired_at;  // ms 0: active
};

// Thread-safe; look-ups never wait for the store. The references must outlive it.
class SigningKeys {
 public:
  // Loads the keys and makes the first one; of several processes all get the same. Errors:
  // keys.stored_key_damaged (sealed by another ring), log.unavailable, request.internal_error.
  static Result<std::unique_ptr<SigningKeys>> open(KeyStore& store, const KeyRing& ring,
                                                   const Clock& clock, SigningKeyOptions options);

  // Makes a new active key and gives its kid. When another process has rotated meanwhile, that
  // key's. Errors as in open().
  Result<std::string> rotate();

  // Rotates if the active key is older than max_age_s. True: it did.
  Result<bool> rotate_if_old();

  // Reads the keys again: call it when the feed tells of key.rotated. On an error the old ones
  // stay.
  Status reload();

  std::shared_ptr<const SigningKey> active() const;

  // Nothing: unknown, or retired and no longer served.
  std::shared_ptr<const SigningKey> find(std::string_view kid) const;

  // The same, but asks the store for a key that this process has not heard of yet, at most ten
  // times per second in all.
  std::shared_ptr<const SigningKey> find_or_reload(std::string_view kid);

  // {"keys":[…]}, the active one first.
  std::string jwks() const;

  // Empty kid: the active key. Error: key.key_not_found.
  Result<std::string> public_pem(std::string_view kid = {}) const;

  // Changes with every reload that changed something: what was verified under another one must be
  // verified again.
  std::uint64_t generation() const;

 private:
  using Keys = std::vector<std::shared_ptr<const SigningKey>>;  // active first, then newest first

  SigningKeys(KeyStore& store, const KeyRing& ring, const Clock& clock, SigningKeyOptions options)
      : store_(store), ring_(ring), clock_(clock), options_(options) {}

  Result<std::shared_ptr<const SigningKey>> read(const SigningKeyRow& row) const;
  Status reload_locked();  // REQUIRES: changes_ is held
  bool is_served(const SigningKey& key) const;
  std::shared_ptr<const Keys> keys() const;
  std::shared_ptr<const SigningKey> active_or_null() const;

  KeyStore& store_;
  const KeyRing& ring_;
  const Clock& clock_;
  const SigningKeyOptions options_;
  std::mutex changes_;              // one reload or rotation at a time
  std::int64_t last_asked_ms_ = 0;  // guarded by changes_
  mutable std::mutex mutex_;        // guards what follows; never held over a call to the store
  std::shared_ptr<const Keys> keys_ = std::make_shared<const Keys>();
  std::uint64_t generation_ = 0;
};

}  // namespace authledger::infra
