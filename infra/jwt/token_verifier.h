// Decides whether an access token is one of ours and still good. Whether its session lives is
// decided elsewhere.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "infra/jwt/access_claims.h"
#include "infra/jwt/signing_keys.h"
#include "shared/lru.h"

namespace authledger::infra {

struct TokenVerifierOptions {
  std::string issuer{};    // iss must be this
  std::string audience{};  // aud must be this; empty: whoever reads the claims judges it
  std::string type{kAccessTokenType};
  std::int64_t leeway_s = 5;  // 0 to 60 (more counts as 60), for exp, nbf and iat
  std::size_t max_token_bytes = 8192;
  std::size_t remembered_tokens = 20000;  // about 700 bytes each
};

struct TokenVerifierStats {
  std::uint64_t remembered = 0;  // answered without RSA
  std::uint64_t verified = 0;    // by RSA, good or bad
  std::size_t entries = 0;
};

// Thread-safe. Accepts RS256 and the one type only, as one JSON object without duplicate names, in
// the only base64url spelling; the signature is checked before the payload is read. A token that
// was good is remembered by its SHA-256 and costs about 2 µs from then on, against 20.
class TokenVerifier {
 public:
  // `keys` and `clock` must outlive it.
  TokenVerifier(SigningKeys& keys, const Clock& clock, TokenVerifierOptions options);

  // Error: auth.login_required, whatever is wrong; `detail` tells what.
  Result<AccessClaims> verify(std::string_view token);

  TokenVerifierStats stats() const;

 private:
  struct Verified {
    AccessClaims claims;
    std::int64_t not_before_s = 0;
    std::uint64_t generation = 0;  // of the keys
  };
  using VerifiedPtr = std::shared_ptr<const Verified>;

  Result<Verified> verify_signature(std::string_view token);
  Result<Verified> read_payload(std::string_view json) const;
  Status check_times(const Verified& verified) const;
  VerifiedPtr recall(const std::string& hash);

  SigningKeys& keys_;
  const Clock& clock_;
  const TokenVerifierOptions options_;
  mutable std::mutex mutex_;
  Lru<VerifiedPtr> remembered_;  // guarded by mutex_, as stats_
  TokenVerifierStats stats_;
};

}  // namespace authledger::infra
