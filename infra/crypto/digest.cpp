#include "infra/crypto/digest.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/sha.h>

#include <cstdio>
#include <cstdlib>
#include <memory>

#include "infra/crypto/encoding.h"

namespace authledger::infra {
namespace {

constexpr std::size_t kHashBytes = 32;
constexpr std::size_t kBlockBytes = 64;

// Fetched once: EVP_sha256() would look the algorithm up again at each use (OpenSSL 3).
const EVP_MD* sha256_algorithm() {
  static EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  require_openssl(algorithm != nullptr, "SHA256");
  return algorithm;
}

std::string hash_parts(std::string_view first, std::string_view second) {
  thread_local const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(
      EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  std::string hash(kHashBytes, '\0');
  require_openssl(
      context != nullptr && EVP_DigestInit_ex2(context.get(), sha256_algorithm(), nullptr) == 1 &&
          EVP_DigestUpdate(context.get(), first.data(), first.size()) == 1 &&
          EVP_DigestUpdate(context.get(), second.data(), second.size()) == 1 &&
          EVP_DigestFinal_ex(context.get(), reinterpret_cast<unsigned char*>(hash.data()),
                             nullptr) == 1,
      "SHA256");
  return hash;
}

}  // namespace

void require_openssl(bool ok, const char* what) {
  if (ok) return;
  std::fprintf(stderr, "authledger: OpenSSL failed: %s\n", what);
  std::abort();
}

std::string sha256(std::string_view data) { return hash_parts(data, {}); }
std::string sha256_hex(std::string_view data) { return hex_encode(sha256(data)); }

std::string hmac_sha256(std::string_view key, std::string_view data) {
  std::string block(key.size() > kBlockBytes ? sha256(key) : std::string(key));
  block.resize(kBlockBytes, '\0');
  const WipeAtEnd wipe(block);
  for (char& c : block) c = static_cast<char>(c ^ 0x36);
  const std::string inner = hash_parts(block, data);
  for (char& c : block) c = static_cast<char>(c ^ 0x36 ^ 0x5c);
  return hash_parts(block, inner);
}

std::string hkdf_sha256(std::string_view key, std::string_view salt, std::string_view info,
                        std::size_t length_bytes) {
  require_openssl(length_bytes <= 255 * kHashBytes, "HKDF length");
  std::string extracted = hmac_sha256(salt, key);
  const WipeAtEnd wipe(extracted);
  std::string output;
  output.reserve(length_bytes + kHashBytes);
  std::string block;
  for (unsigned char counter = 1; output.size() < length_bytes; ++counter) {
    block += info;
    block += static_cast<char>(counter);
    block = hmac_sha256(extracted, block);
    output += block;
  }
  output.resize(length_bytes);
  return output;
}

bool constant_time_equal(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

void secure_wipe(std::string& text) {
  text.resize(text.capacity());
  OPENSSL_cleanse(text.data(), text.size());
  text.clear();
}

}  // namespace authledger::infra
