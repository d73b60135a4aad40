#include "infra/crypto/subject_keys.h"

#include "infra/crypto/aead.h"
#include "infra/crypto/encoding.h"
#include "shared/errors.h"

namespace authledger::infra {
namespace {

class KeySealer final : public Sealer {
 public:
  explicit KeySealer(Key256 key) : key_(std::move(key)) {}

  std::string seal(std::string_view plain) const override {
    return base64url_encode(aead_seal(key_, plain));
  }
  std::optional<std::string> open(std::string_view sealed) const override {
    const auto bytes = base64url_decode(sealed);
    return bytes ? aead_open(key_, *bytes) : std::nullopt;
  }

 private:
  const Key256 key_;
};

// Of a destroyed key. Whatever is still written for that subject is erased from the start.
class ErasedSealer final : public Sealer {
 public:
  std::string seal(std::string_view plain) const override {
    return base64url_encode(aead_seal(Key256::random(), plain));
  }
  std::optional<std::string> open(std::string_view) const override { return std::nullopt; }
};

}  // namespace

SubjectKeyRing::SubjectKeyRing(const KeyRing& ring, KeyStore& store, std::size_t capacity_entries)
    : ring_(ring), store_(store), cache_(capacity_entries) {}

std::pair<std::shared_ptr<const Sealer>, WrappedKey> SubjectKeyRing::create(
    const std::string& subject) {
  const Key256 key = Key256::random();
  return {std::make_shared<KeySealer>(key),
          WrappedKey{subject, ring_.wrap_subject_key(subject, key)}};
}

Result<std::shared_ptr<const Sealer>> SubjectKeyRing::find(const std::string& subject) {
  std::uint64_t forgotten_before = 0;
  {
    const std::lock_guard lock(mutex_);
    if (const auto* cached = cache_.find(subject)) return *cached;
    forgotten_before = forgotten_;
  }
  AUTHLEDGER_TRY(wrapped, store_.subject_key(subject));
  if (!wrapped) return fail(errors::kSubjectKeyMissing);
  AUTHLEDGER_TRY(sealer, unwrap(subject, *wrapped));
  remember(subject, sealer, forgotten_before);
  return sealer;
}

Status SubjectKeyRing::prefetch(const std::vector<std::string>& subjects) {
  std::vector<std::string> missing;
  std::uint64_t forgotten_before = 0;
  {
    const std::lock_guard lock(mutex_);
    for (const std::string& subject : subjects) {
      if (cache_.find(subject) == nullptr) missing.push_back(subject);
    }
    forgotten_before = forgotten_;
  }
  if (missing.empty()) return {};
  AUTHLEDGER_TRY(rows, store_.subject_keys(missing));
  for (const WrappedKey& row : rows) {
    AUTHLEDGER_TRY(sealer, unwrap(row.subject, row.wrapped));
    remember(row.subject, std::move(sealer), forgotten_before);
  }
  return {};
}

void SubjectKeyRing::forget(const std::string& subject) {
  const std::lock_guard lock(mutex_);
  ++forgotten_;
  cache_.erase(subject);
}

Status SubjectKeyRing::destroy(const std::string& subject) {
  auto destroyed = store_.destroy_subject_key(subject);
  forget(subject);  // also when it failed: the outcome may be unknown
  return destroyed;
}

std::size_t SubjectKeyRing::cached_entries() const {
  const std::lock_guard lock(mutex_);
  return cache_.size();
}

Result<SubjectKeyRing::SealerPtr> SubjectKeyRing::unwrap(const std::string& subject,
                                                         std::string_view wrapped) const {
  if (wrapped.empty()) {
    static const SealerPtr erased = std::make_shared<ErasedSealer>();
    return erased;
  }
  auto key = ring_.unwrap_subject_key(subject, wrapped);
  if (!key) return fail(errors::kStoredKeyDamaged);
  return SealerPtr(std::make_shared<KeySealer>(std::move(*key)));
}

void SubjectKeyRing::remember(const std::string& subject, SealerPtr sealer,
                              std::uint64_t forgotten_before) {
  const std::lock_guard lock(mutex_);
  if (forgotten_ == forgotten_before) cache_.put(subject, std::move(sealer));
}

}  // namespace authledger::infra
