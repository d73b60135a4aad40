#include "infra/crypto/aead.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>
#include <limits>
#include <memory>

#include "infra/crypto/digest.h"

namespace authledger::infra {
namespace {

constexpr std::size_t kSaltBytes = 16;

const EVP_CIPHER* aes_256_gcm() {
  static EVP_CIPHER* const cipher = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
  require_openssl(cipher != nullptr, "AES-256-GCM");
  return cipher;
}

EVP_CIPHER_CTX* thread_context() {
  thread_local const std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> context(
      EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
  require_openssl(context != nullptr, "EVP_CIPHER_CTX_new");
  return context.get();
}

const unsigned char* raw(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* raw(char* bytes) { return reinterpret_cast<unsigned char*>(bytes); }

int as_int(std::size_t size) {
  require_openssl(size <= static_cast<std::size_t>(std::numeric_limits<int>::max()), "text size");
  return static_cast<int>(size);
}

}  // namespace

Key256::Key256(std::string_view bytes) {
  require_openssl(bytes.size() == kKeyBytes, "key size");
  std::copy(bytes.begin(), bytes.end(), bytes_.begin());
}

Key256::~Key256() { OPENSSL_cleanse(bytes_.data(), bytes_.size()); }

Key256 Key256::random() {
  std::string bytes = random_bytes(kKeyBytes);
  const WipeAtEnd wipe(bytes);
  return Key256(bytes);
}

std::optional<Key256> Key256::from(std::string_view bytes) {
  if (bytes.size() != kKeyBytes) return std::nullopt;
  return Key256(bytes);
}

std::string random_bytes(std::size_t count) {
  std::string bytes(count, '\0');
  require_openssl(RAND_bytes(raw(bytes.data()), as_int(count)) == 1, "RAND_bytes");
  return bytes;
}

std::string aead_seal_with_nonce(const Key256& key, std::string_view nonce, std::string_view plain,
                                 std::string_view context) {
  std::string sealed(kNonceBytes + plain.size() + kTagBytes, '\0');
  require_openssl(nonce.size() == kNonceBytes, "nonce size");
  std::copy(nonce.begin(), nonce.end(), sealed.begin());
  EVP_CIPHER_CTX* const gcm = thread_context();
  char* const body = sealed.data() + kNonceBytes;
  int written = 0;
  bool ok = EVP_EncryptInit_ex2(gcm, aes_256_gcm(), raw(key.bytes()), raw(nonce), nullptr) == 1;
  if (!context.empty()) {
    ok = ok && EVP_EncryptUpdate(gcm, nullptr, &written, raw(context), as_int(context.size())) == 1;
  }
  if (!plain.empty()) {
    ok = ok && EVP_EncryptUpdate(gcm, raw(body), &written, raw(plain), as_int(plain.size())) == 1;
  }
  ok = ok && EVP_EncryptFinal_ex(gcm, raw(body + plain.size()), &written) == 1;
  ok = ok && EVP_CIPHER_CTX_ctrl(gcm, EVP_CTRL_AEAD_GET_TAG, kTagBytes, body + plain.size()) == 1;
  EVP_CIPHER_CTX_reset(gcm);  // the thread must not keep the key
  require_openssl(ok, "AES-256-GCM");
  return sealed;
}

std::string aead_seal(const Key256& key, std::string_view plain, std::string_view context) {
  return aead_seal_with_nonce(key, random_bytes(kNonceBytes), plain, context);
}

std::optional<std::string> aead_open(const Key256& key, std::string_view sealed,
                                     std::string_view context) {
  if (sealed.size() < kNonceBytes + kTagBytes) return std::nullopt;
  const std::string_view nonce = sealed.substr(0, kNonceBytes);
  const std::string_view body = sealed.substr(kNonceBytes, sealed.size() - kNonceBytes - kTagBytes);
  std::string tag(sealed.substr(sealed.size() - kTagBytes));
  std::string plain(body.size(), '\0');
  EVP_CIPHER_CTX* const gcm = thread_context();
  int written = 0;
  bool ok = EVP_DecryptInit_ex2(gcm, aes_256_gcm(), raw(key.bytes()), raw(nonce), nullptr) == 1;
  if (!context.empty()) {
    ok = ok && EVP_DecryptUpdate(gcm, nullptr, &written, raw(context), as_int(context.size())) == 1;
  }
  if (!body.empty()) {
    ok = ok &&
         EVP_DecryptUpdate(gcm, raw(plain.data()), &written, raw(body), as_int(body.size())) == 1;
  }
  ok = ok && EVP_CIPHER_CTX_ctrl(gcm, EVP_CTRL_AEAD_SET_TAG, kTagBytes, tag.data()) == 1;
  unsigned char unused[kTagBytes];
  ok = ok && EVP_DecryptFinal_ex(gcm, unused, &written) == 1;
  EVP_CIPHER_CTX_reset(gcm);
  if (!ok) {
    secure_wipe(plain);  // not authenticated: nobody may see it
    return std::nullopt;
  }
  return plain;
}

std::string aead_seal_fresh(const Key256& key, std::string_view plain, std::string_view context) {
  std::string sealed = random_bytes(kSaltBytes);
  sealed += aead_seal(Key256(hmac_sha256(key.bytes(), sealed)), plain, context);
  return sealed;
}

std::optional<std::string> aead_open_fresh(const Key256& key, std::string_view sealed,
                                           std::string_view context) {
  if (sealed.size() < kSaltBytes) return std::nullopt;
  const Key256 derived(hmac_sha256(key.bytes(), sealed.substr(0, kSaltBytes)));
  return aead_open(derived, sealed.substr(kSaltBytes), context);
}

}  // namespace authledger::infra
