// Signs tokens with the active key.
#pragma once

#include <string>
#include <string_view>

#include "infra/jwt/access_claims.h"
#include "infra/jwt/signing_keys.h"

namespace authledger::infra {

// Thread-safe. 250 to 600 µs of CPU per token (RSA-2048). `keys` must outlive it.
class TokenIssuer {
 public:
  explicit TokenIssuer(const SigningKeys& keys) : keys_(keys) {}

  // A compact RS256 JWT with typ at+jwt and kid. Error: request.internal_error.
  Result<std::string> issue(const AccessClaims& claims) const;

  // The same for tokens that are no session (an id_token: typ JWT). `payload_json` is signed as it
  // is. REQUIRES: `type` is plain ASCII without quotes or backslashes.
  Result<std::string> sign(std::string_view type, std::string_view payload_json) const;

 private:
  const SigningKeys& keys_;
};

}  // namespace authledger::infra
