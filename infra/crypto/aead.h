// AES-256-GCM with a random 96-bit nonce in front. Sealed form: nonce (12) | ciphertext | tag (16).
// One key may seal at most 2^32 texts (NIST SP 800-38D, 8.3), which is why people have keys of
// their own and busy keys of the ring seal through a derived one (aead_seal_fresh).
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace authledger::infra {

inline constexpr std::size_t kKeyBytes = 32;
inline constexpr std::size_t kNonceBytes = 12;
inline constexpr std::size_t kTagBytes = 16;

// 32 secret bytes, wiped when they go.
class Key256 {
 public:
  // REQUIRES: 32 bytes.
  explicit Key256(std::string_view bytes);
  Key256(const Key256&) = default;
  Key256& operator=(const Key256&) = default;
  ~Key256();

  static Key256 random();
  static std::optional<Key256> from(std::string_view bytes);  // nothing: not 32 bytes

  std::string_view bytes() const {
    return {reinterpret_cast<const char*>(bytes_.data()), bytes_.size()};
  }

 private:
  std::array<unsigned char, kKeyBytes> bytes_{};
};

std::string random_bytes(std::size_t count);  // cryptographic, never fails

// `context` is authenticated, not stored: opening needs the same one. Thread-safe.
std::string aead_seal(const Key256& key, std::string_view plain, std::string_view context = {});

// Nothing: another key, another context, or a damaged text. Thread-safe.
std::optional<std::string> aead_open(const Key256& key, std::string_view sealed,
                                     std::string_view context = {});

// The same with a key derived from `key` and 16 random bytes in front, for keys that seal without
// a bound on the number of texts.
std::string aead_seal_fresh(const Key256& key, std::string_view plain, std::string_view context);
std::optional<std::string> aead_open_fresh(const Key256& key, std::string_view sealed,
                                           std::string_view context);

// With a given nonce, for test vectors only. REQUIRES: 12 bytes, never used before with this key.
std::string aead_seal_with_nonce(const Key256& key, std::string_view nonce, std::string_view plain,
                                 std::string_view context);

}  // namespace authledger::infra
