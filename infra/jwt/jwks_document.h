// Somebody else's keys: a JSON Web Key Set (RFC 7517).
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "infra/jwt/rsa_key.h"

namespace authledger::infra {

using KeysByKid = std::map<std::string, std::shared_ptr<const RsaKey>, std::less<>>;

// The RSA keys for signatures by RS256, by kid; others are left out, and all behind the 32nd.
// Nothing: it is no key set.
std::optional<KeysByKid> parse_jwks(std::string_view json);

}  // namespace authledger::infra
