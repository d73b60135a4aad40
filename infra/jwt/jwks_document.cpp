#include "infra/jwt/jwks_document.h"

#include "infra/crypto/encoding.h"
#include "shared/json.h"

namespace authledger::infra {
namespace {

constexpr std::size_t kKeysMax = 32;

std::string text(const JsonValue& object, const char* name) {
  const auto found = object.FindMember(name);
  if (found == object.MemberEnd() || !found->value.IsString()) return {};
  return {found->value.GetString(), found->value.GetStringLength()};
}

}  // namespace

std::optional<KeysByKid> parse_jwks(std::string_view json) {
  const auto document = parse_json(json);
  if (!document || !document->IsObject()) return std::nullopt;
  const auto list = document->FindMember("keys");
  if (list == document->MemberEnd() || !list->value.IsArray()) return std::nullopt;
  KeysByKid keys;
  for (const auto& one : list->value.GetArray()) {
    if (keys.size() == kKeysMax) break;
    if (!one.IsObject() || text(one, "kty") != "RSA") continue;
    const auto kid = text(one, "kid");
    const auto use = text(one, "use");
    const auto alg = text(one, "alg");
    if (kid.empty() || (!use.empty() && use != "sig") || (!alg.empty() && alg != "RS256")) continue;
    const auto modulus = base64url_decode(text(one, "n"));
    const auto exponent = base64url_decode(text(one, "e"));
    if (!modulus || !exponent) continue;
    if (auto key = RsaKey::from_numbers(*modulus, *exponent)) keys.emplace(kid, std::move(*key));
  }
  return keys;
}

}  // namespace authledger::infra
