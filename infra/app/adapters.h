// The command side's cryptographic ports over the key ring and the hash pool.
#pragma once

#include <string>

#include "command/ports/crypto.h"
#include "infra/argon2/hash_pool.h"
#include "infra/argon2/password_policy.h"
#include "infra/crypto/encoding.h"
#include "infra/crypto/key_ring.h"
#include "shared/errors.h"

namespace authledger::infra {

// Thread-safe, as all here.
class RingVault final : public command::Vault {
 public:
  explicit RingVault(const KeyRing& ring) : ring_(ring) {}
  std::string keyed_hash(std::string_view purpose, std::string_view value) const override {
    return ring_.claim_hash("", purpose, value);
  }
  std::string seal_answer(std::string_view plain) const override {
    return base64url_encode(ring_.seal_answer(plain));
  }
  Result<std::string> open_answer(std::string_view sealed) const override {
    const auto bytes = base64url_decode(sealed);
    auto plain = bytes ? ring_.open_answer(*bytes) : std::nullopt;
    if (!plain) return fail(errors::kInternal, "a remembered answer cannot be opened");
    return std::move(*plain);
  }
  std::string seal(std::string_view plain, std::string_view context) const override {
    return ring_.seal_answer(plain, context);
  }
  Result<std::string> open(std::string_view sealed, std::string_view context) const override {
    auto plain = ring_.open_answer(sealed, context);
    if (!plain) return fail(errors::kStoredKeyDamaged, "sealed bytes cannot be opened");
    return std::move(*plain);
  }

 private:
  const KeyRing& ring_;
};

class PooledHasher final : public command::PasswordHasher {
 public:
  explicit PooledHasher(HashPool& pool) : pool_(pool) {}
  Status has_room() const override { return pool_.has_room(); }
  Result<std::string> hash(const std::string& password) override { return pool_.hash(password); }
  Result<bool> verify(const std::string& phc, const std::string& password) override {
    return pool_.verify(phc, password);
  }
  Status verify_nobody(const std::string& password) override {
    AUTHLEDGER_TRY(never, pool_.verify_dummy(password));
    (void)never;
    return {};
  }
  bool needs_rehash(const std::string& phc) const override { return pool_.needs_rehash(phc); }
  Status check_policy(const std::string& password, const std::string& email,
                      const std::string& username) const override {
    return check_new_password(password, {email, username});
  }

 private:
  HashPool& pool_;
};

}  // namespace authledger::infra
