// One RSA key: makes, reads and prints it, signs and verifies RS256 (RFC 7518, 3.3).
#pragma once

#include <openssl/evp.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "shared/result.h"

namespace authledger::infra {

inline constexpr int kRsaBits = 2048;

// Immutable, thread-safe. Each thread keeps the OpenSSL context of the key it used last, for
// signing and for verifying, which saves the set-up on every call.
class RsaKey : public std::enable_shared_from_this<RsaKey> {
 public:
  // Takes about 100 ms of CPU. Error: request.internal_error.
  static Result<std::shared_ptr<const RsaKey>> generate();

  // Error: keys.stored_key_damaged (no RSA key, or fewer than 2048 bits).
  static Result<std::shared_ptr<const RsaKey>> from_public_pem(std::string_view pem);
  static Result<std::shared_ptr<const RsaKey>> from_private_der(std::string_view der);

  // The public half by its numbers, big-endian, as in a JWK; of 2048 to 8192 bits.
  static Result<std::shared_ptr<const RsaKey>> from_numbers(std::string_view modulus,
                                                            std::string_view exponent);

  std::string public_pem() const;   // SubjectPublicKeyInfo
  std::string private_der() const;  // secret; empty without the private half
  std::string modulus() const;      // base64url, as in a JWK
  std::string exponent() const;     // base64url

  // RFC 7638: the base64url SHA-256 of the public key's canonical JWK.
  std::string thumbprint() const;

  // 256 bytes. Nothing: no private half.
  std::optional<std::string> sign(std::string_view data) const;
  bool verify(std::string_view data, std::string_view signature) const;

  RsaKey(EVP_PKEY* owned, bool is_private) : key_(owned, &EVP_PKEY_free), private_(is_private) {}

 private:
  std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key_;
  bool private_;
};

}  // namespace authledger::infra
