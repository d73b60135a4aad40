#include "tests/spec/support/test_crypto.h"

#include <array>
#include <cstdio>

#include "shared/errors.h"

namespace authledger::test {
namespace {

std::uint64_t fnv1a(std::uint64_t seed, std::string_view text) {
  std::uint64_t hash = 14695981039346656037ULL ^ (seed * 0x9e3779b97f4a7c15ULL);
  for (const char c : text) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 1099511628211ULL;
  }
  return hash;
}

std::string phc(int generation, const std::string& password) {
  return "$test$" + std::to_string(generation) + "$" + digest_hex(password);
}

int generation_of(const std::string& text) { return std::stoi(text.substr(6)); }

}  // namespace

std::string digest_hex(std::string_view text) {
  std::string out;
  for (std::uint64_t part = 1; part <= 4; ++part) {
    std::array<char, 17> hex{};
    std::snprintf(hex.data(), hex.size(), "%016llx",
                  static_cast<unsigned long long>(fnv1a(part, text)));
    out += hex.data();
  }
  return out;
}

Result<std::string> TestVault::open_answer(std::string_view sealed) const {
  auto plain = sealer_.open(sealed);
  if (!plain) return fail(errors::kStoredKeyDamaged);
  return *plain;
}

Result<std::string> TestVault::open(std::string_view sealed, std::string_view context) const {
  auto plain = HexSealer(std::string(context)).open(sealed);
  if (!plain) return fail(errors::kStoredKeyDamaged);
  return *plain;
}

std::pair<std::shared_ptr<const Sealer>, WrappedKey> TestSubjectKeys::create(
    const std::string& subject) {
  const std::string key = "key" + std::to_string(++made_);
  return {std::make_shared<HexSealer>(key), WrappedKey{subject, key}};
}

Result<std::shared_ptr<const Sealer>> TestSubjectKeys::find(const std::string& subject) {
  const auto key = stored_.find(subject);
  if (!key) return fail(errors::kSubjectKeyMissing, "no key of " + subject);
  if (key->empty()) return std::shared_ptr<const Sealer>(std::make_shared<ErasedSealer>());
  return std::shared_ptr<const Sealer>(std::make_shared<HexSealer>(*key));
}

Result<std::string> TestHasher::hash(const std::string& password) {
  ++hashed;
  return phc(generation, password);
}

Result<bool> TestHasher::verify(const std::string& stored, const std::string& password) {
  ++verified;
  return stored == phc(generation_of(stored), password);
}

Status TestHasher::verify_nobody(const std::string&) {
  ++nobodies;
  return {};
}

bool TestHasher::needs_rehash(const std::string& stored) const {
  return generation_of(stored) != generation;
}

Status TestHasher::check_policy(const std::string& password, const std::string&,
                                const std::string&) const {
  if (password.size() < 8) return fail(errors::kPasswordWeak);
  return {};
}

std::string TestRandom::bytes(std::size_t count) {
  const auto number = next_++;
  std::string out(count, '\0');
  for (std::size_t i = 0; i < count && i < 8; ++i)
    out[count - 1 - i] = static_cast<char>((number >> (8 * i)) & 0xff);
  return out;
}

}  // namespace authledger::test
