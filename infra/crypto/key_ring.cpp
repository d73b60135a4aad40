#include "infra/crypto/key_ring.h"

#include <vector>

#include "infra/crypto/digest.h"
#include "infra/crypto/encoding.h"
#include "shared/errors.h"

namespace authledger::infra {
namespace {

// These names and the version are the storage format.
constexpr int kVersion = 1;
constexpr std::string_view kSubjects = "subjects";
constexpr std::string_view kClaims = "claims";
constexpr std::string_view kAnswers = "answers";
constexpr std::string_view kSigning = "signing";
constexpr std::string_view kTokens = "tokens";
constexpr std::array kNames = {kSubjects, kClaims, kAnswers, kSigning, kTokens};

std::string ring_context(std::string_view name, int version) {
  return "authledger:ring:" + std::string(name) + ":" + std::to_string(version);
}
std::string subject_context(const std::string& subject) { return "authledger:subject:" + subject; }

// Length before text, so that ("ab", "c") and ("a", "bc") differ.
void add_part(std::string& text, std::string_view part) {
  text += std::to_string(part.size());
  text += ':';
  text += part;
}

// The wrapping key is derived from the master key, which so never meets AES itself.
Key256 wrapping_key(const Key256& master) {
  return Key256(hkdf_sha256(master.bytes(), {}, "authledger ring wrapping v1", kKeyBytes));
}

Result<std::map<std::string, Key256, std::less<>>> unwrap(const std::vector<RingRow>& rows,
                                                          const Key256& master) {
  const Key256 wrapping = wrapping_key(master);
  std::map<std::string, Key256, std::less<>> keys;
  for (const RingRow& row : rows) {
    auto plain = aead_open(wrapping, row.wrapped, ring_context(row.name, row.version));
    auto key = plain ? Key256::from(*plain) : std::nullopt;
    if (plain) secure_wipe(*plain);
    if (!key) return fail(errors::kMasterKeyWrong, "The master key does not open the key ring.");
    if (row.version == kVersion) keys.emplace(row.name, *key);
  }
  return keys;
}

std::string wrap(const Key256& key, const Key256& master, std::string_view name, int version) {
  return aead_seal(wrapping_key(master), key.bytes(), ring_context(name, version));
}

}  // namespace

Result<std::unique_ptr<KeyRing>> KeyRing::open(KeyStore& store, std::string_view master_key) {
  const auto master = Key256::from(master_key);
  if (!master) return fail(errors::kMasterKeyWrong, "The master key must have 32 bytes.");
  AUTHLEDGER_TRY(rows, store.ring());
  AUTHLEDGER_TRY(keys, unwrap(rows, *master));
  bool made = false;
  for (const std::string_view name : kNames) {
    if (keys.contains(name)) continue;
    RingRow row{std::string(name), kVersion, wrap(Key256::random(), *master, name, kVersion)};
    AUTHLEDGER_CHECK(store.put_ring_if_absent(std::move(row)));
    made = true;
  }
  if (made) {  // read again: another process may have been first
    AUTHLEDGER_TRY(stored, store.ring());
    AUTHLEDGER_TRY(winners, unwrap(stored, *master));
    keys = std::move(winners);
  }
  for (const std::string_view name : kNames) {
    if (!keys.contains(name)) return fail(errors::kStoredKeyDamaged, "The key ring lacks a key.");
  }
  return std::unique_ptr<KeyRing>(new KeyRing(store, *master, std::move(keys)));
}

Status KeyRing::rotate_master(std::string_view new_master_key) {
  const auto master = Key256::from(new_master_key);
  if (!master) return fail(errors::kMasterKeyWrong, "The master key must have 32 bytes.");
  const std::lock_guard lock(rotation_);
  AUTHLEDGER_TRY(rows, store_.ring());
  AUTHLEDGER_CHECK(unwrap(rows, master_));  // refuses when another process has rotated it
  const Key256 old_wrapping = wrapping_key(master_);
  const Key256 new_wrapping = wrapping_key(*master);
  for (RingRow& row : rows) {
    const std::string context = ring_context(row.name, row.version);
    auto plain = aead_open(old_wrapping, row.wrapped, context);
    if (!plain) return fail(errors::kMasterKeyWrong);
    row.wrapped = aead_seal(new_wrapping, *plain, context);
    secure_wipe(*plain);
  }
  AUTHLEDGER_CHECK(store_.replace_ring(rows));
  master_ = *master;
  return {};
}

std::string KeyRing::wrap_subject_key(const std::string& subject, const Key256& subject_key) const {
  return aead_seal(key(kSubjects), subject_key.bytes(), subject_context(subject));
}

std::optional<Key256> KeyRing::unwrap_subject_key(const std::string& subject,
                                                  std::string_view wrapped) const {
  auto plain = aead_open(key(kSubjects), wrapped, subject_context(subject));
  if (!plain) return std::nullopt;
  const WipeAtEnd wipe(*plain);
  return Key256::from(*plain);
}

std::string KeyRing::claim_hash(std::string_view tenant, std::string_view kind,
                                std::string_view value) const {
  std::string text;
  add_part(text, tenant);
  add_part(text, kind);
  add_part(text, value);
  return hex_encode(hmac_sha256(key(kClaims).bytes(), text));
}

std::string KeyRing::token_hash(std::string_view token) const {
  return hex_encode(hmac_sha256(key(kTokens).bytes(), token));
}

std::string KeyRing::seal_answer(std::string_view plain, std::string_view context) const {
  return aead_seal_fresh(key(kAnswers), plain, context);
}
std::optional<std::string> KeyRing::open_answer(std::string_view sealed,
                                                std::string_view context) const {
  return aead_open_fresh(key(kAnswers), sealed, context);
}

std::string KeyRing::seal_signing_key(std::string_view plain, std::string_view kid) const {
  return aead_seal(key(kSigning), plain, kid);
}
std::optional<std::string> KeyRing::open_signing_key(std::string_view sealed,
                                                     std::string_view kid) const {
  return aead_open(key(kSigning), sealed, kid);
}

}  // namespace authledger::infra
