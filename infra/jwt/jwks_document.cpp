#include "infra/jwt/jwks_document.h"

#include "infra/crypto/encoding.h"
#include "shared/json.h"

namespace authledger::infra {
namespace {

constexpr std::size_t kKeysMax = 32;

}  // namespace

std::optional<KeysByKid> parse_jwks(std::string_view json) {
  const auto document = parse_json(json);
  if (!document || !document->IsObject()) return std::nullopt;
  const auto list = document->FindMember("keys");
  if (list == document->MemberEnd() || !list->value.IsArray()) return std::nullopt;
  KeysByKid keys;
  for (const auto& one : list->value.GetArray()) {
    if (keys.size() == kKeysMax) break;
    if (!one.IsObject() || text_member(one, "kty") != "RSA") continue;
    const auto kid = text_member(one, "kid");
    const auto use = text_member(one, "use");
    const auto alg = text_member(one, "alg");
    if (kid.empty() || (!use.empty() && use != "sig") || (!alg.empty() && alg != "RS256")) continue;
    const auto modulus = base64url_decode(text_member(one, "n"));
    const auto exponent = base64url_decode(text_member(one, "e"));
    if (!modulus || !exponent) continue;
    if (auto key = RsaKey::from_numbers(*modulus, *exponent)) keys.emplace(kid, std::move(*key));
  }
  return keys;
}

}  // namespace authledger::infra
