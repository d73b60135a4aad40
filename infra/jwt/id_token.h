// Reads an id_token of another issuer (OpenID Connect Core 1.0, 3.1.3.7).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "infra/jwt/rsa_key.h"
#include "shared/result.h"

namespace authledger::infra {

struct IdTokenRules {
  std::vector<std::string> issuers;    // iss is one of them
  std::vector<std::string> audiences;  // aud, or azp where there are several, is one of them
  std::int64_t now_s = 0;
  std::int64_t leeway_s = 60;          // for exp, iat and nbf
  std::optional<std::string> nonce{};  // that the token was asked for with; none: it has none
  std::size_t token_bytes_max = 8192;
};

struct IdTokenClaims {
  std::string sub;
  std::string email;
  bool email_verified = false;
  std::string name;
  std::string locale;
};

// The issuer's key with this kid. Errors end the reading.
using FindKey = std::function<Result<std::shared_ptr<const RsaKey>>(const std::string& kid)>;

// RS256 only; the signature is checked before the payload is read. Errors: google.id_token_refused
// whatever is wrong, `detail` says what; those of `find_key`.
Result<IdTokenClaims> read_id_token(std::string_view token, const IdTokenRules& rules,
                                    const FindKey& find_key);

}  // namespace authledger::infra
