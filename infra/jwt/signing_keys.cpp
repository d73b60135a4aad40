#include "infra/jwt/signing_keys.h"

#include <algorithm>

#include "infra/crypto/digest.h"
#include "shared/errors.h"

namespace authledger::infra {
namespace {

constexpr std::int64_t kAskAgainMs = 100;

std::string print_jwk(const RsaKey& key, const std::string& kid) {
  return R"({"kty":"RSA","use":"sig","alg":"RS256","kid":")" + kid + R"(","n":")" + key.modulus() +
         R"(","e":")" + key.exponent() + R"("})";
}

bool is_active(const SigningKey& key) { return key.retired_at.ms == 0; }

}  // namespace

Result<std::unique_ptr<SigningKeys>> SigningKeys::open(KeyStore& store, const KeyRing& ring,
                                                       const Clock& clock,
                                                       SigningKeyOptions options) {
  std::unique_ptr<SigningKeys> keys(new SigningKeys(store, ring, clock, options));
  AUTHLEDGER_CHECK(keys->reload());
  if (keys->active_or_null() == nullptr) AUTHLEDGER_CHECK(keys->rotate());
  return keys;
}

Result<std::string> SigningKeys::rotate() {
  const std::lock_guard lock(changes_);
  const auto old = active_or_null();
  AUTHLEDGER_TRY(key, RsaKey::generate());
  SigningKeyRow row;
  row.kid = key->thumbprint();
  row.public_pem = key->public_pem();
  std::string secret = key->private_der();
  const WipeAtEnd wipe(secret);
  row.sealed_private = ring_.seal_signing_key(secret, row.kid);
  row.created_at = clock_.now();
  const auto added = store_.add_signing_key(row, old == nullptr ? "" : old->kid);
  if (!added && added.error().id != errors::kStreamChanged.id) return fail(added.error());
  AUTHLEDGER_CHECK(reload_locked());
  const auto current = active_or_null();
  if (current == nullptr) return fail(errors::kStoredKeyDamaged, "There is no signing key.");
  return current->kid;
}

Result<bool> SigningKeys::rotate_if_old() {
  if (options_.max_age_s == 0) return false;
  const auto is_old = [this] {
    return active()->created_at.plus_s(options_.max_age_s) <= clock_.now();
  };
  if (!is_old()) return false;
  AUTHLEDGER_CHECK(reload());  // another process may have done it already
  if (!is_old()) return false;
  AUTHLEDGER_CHECK(rotate());
  return true;
}

Status SigningKeys::reload() {
  const std::lock_guard lock(changes_);
  return reload_locked();
}

Status SigningKeys::reload_locked() {
  AUTHLEDGER_TRY(rows, store_.signing_keys());
  const auto before = keys();
  auto fresh = std::make_shared<Keys>();
  for (const SigningKeyRow& row : rows) {
    const auto known = std::find_if(before->begin(), before->end(), [&](const auto& key) {
      return key->kid == row.kid && key->retired_at == row.retired_at;
    });
    if (known != before->end()) {
      fresh->push_back(*known);
      continue;
    }
    AUTHLEDGER_TRY(key, read(row));
    if (is_served(*key)) fresh->push_back(std::move(key));
  }
  std::stable_sort(fresh->begin(), fresh->end(), [](const auto& a, const auto& b) {
    if (is_active(*a) != is_active(*b)) return is_active(*a);
    return a->created_at > b->created_at;
  });
  const std::lock_guard lock(mutex_);
  if (*fresh != *keys_) {
    keys_ = std::move(fresh);
    ++generation_;
  }
  return {};
}

Result<std::shared_ptr<const SigningKey>> SigningKeys::read(const SigningKeyRow& row) const {
  auto key = std::make_shared<SigningKey>();
  key->kid = row.kid;
  key->public_pem = row.public_pem;
  key->created_at = row.created_at;
  key->retired_at = row.retired_at;
  if (is_active(*key)) {
    auto secret = ring_.open_signing_key(row.sealed_private, row.kid);
    if (!secret) return fail(errors::kStoredKeyDamaged, "The signing key cannot be opened.");
    const WipeAtEnd wipe(*secret);
    AUTHLEDGER_TRY(pair, RsaKey::from_private_der(*secret));
    key->key = std::move(pair);
  } else {
    AUTHLEDGER_TRY(half, RsaKey::from_public_pem(row.public_pem));
    key->key = std::move(half);
  }
  // The kid is the key's own hash: nobody can put another public key under it.
  if (key->key->thumbprint() != row.kid) return fail(errors::kStoredKeyDamaged);
  key->jwk = print_jwk(*key->key, key->kid);
  return key;
}

std::shared_ptr<const SigningKey> SigningKeys::active_or_null() const {
  const auto current = keys();
  if (current->empty() || !is_active(*current->front())) return nullptr;
  return current->front();
}

std::shared_ptr<const SigningKey> SigningKeys::active() const { return keys()->front(); }

std::shared_ptr<const SigningKey> SigningKeys::find(std::string_view kid) const {
  for (const auto& key : *keys()) {
    if (key->kid == kid && is_served(*key)) return key;
  }
  return nullptr;
}

std::shared_ptr<const SigningKey> SigningKeys::find_or_reload(std::string_view kid) {
  if (auto known = find(kid)) return known;
  const std::lock_guard lock(changes_);
  if (auto known = find(kid)) return known;  // whoever held the lock has just read it
  const std::int64_t now_ms = clock_.now().ms;
  if (std::abs(now_ms - last_asked_ms_) < kAskAgainMs) return nullptr;
  last_asked_ms_ = now_ms;
  if (!reload_locked()) return nullptr;
  return find(kid);
}

std::string SigningKeys::jwks() const {
  std::string text = R"({"keys":[)";
  for (const auto& key : *keys()) {
    if (!is_served(*key)) continue;
    if (text.back() == '}') text += ',';
    text += key->jwk;
  }
  return text + "]}";
}

Result<std::string> SigningKeys::public_pem(std::string_view kid) const {
  const auto key = kid.empty() ? active() : find(kid);
  if (key == nullptr) return fail(errors::kKeyNotFound);
  return key->public_pem;
}

std::uint64_t SigningKeys::generation() const {
  const std::lock_guard lock(mutex_);
  return generation_;
}

bool SigningKeys::is_served(const SigningKey& key) const {
  return is_active(key) || clock_.now() < key.retired_at.plus_s(options_.keep_retired_s);
}

std::shared_ptr<const SigningKeys::Keys> SigningKeys::keys() const {
  const std::lock_guard lock(mutex_);
  return keys_;
}

}  // namespace authledger::infra
