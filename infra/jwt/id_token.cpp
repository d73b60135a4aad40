#include "infra/jwt/id_token.h"

#include <algorithm>

#include "infra/crypto/encoding.h"
#include "infra/jwt/strict_json.h"
#include "shared/constant_time.h"
#include "shared/errors.h"

namespace authledger::infra {
namespace {

tl::unexpected<Error> not_vouched(const char* why) {
  return fail(errors::kGoogleTokenRefused, std::string(why));
}

bool is_one_of(const std::vector<std::string>& all, const std::optional<std::string>& value) {
  return value && std::find(all.begin(), all.end(), *value) != all.end();
}

Result<std::string> kid_of(std::string_view encoded) {
  const auto json = base64url_decode(encoded);
  JsonDocument header;
  if (!json || !parse_strict_object(*json, header))
    return not_vouched("The id_token's header is malformed.");
  if (string_member(header, "alg") != "RS256")
    return not_vouched("The id_token is not signed by RS256.");
  // RFC 7515, 4.1.11: an extension that must be understood, and we understand none.
  if (header.HasMember("crit")) return not_vouched("The id_token needs an extension.");
  const auto type = string_member(header, "typ");
  if (header.HasMember("typ") && type != "JWT") return not_vouched("The token is no id_token.");
  auto kid = string_member(header, "kid");
  if (!kid || kid->empty()) return not_vouched("The id_token names no key.");
  return std::move(*kid);
}

Status check_audience(const JsonDocument& payload, const IdTokenRules& rules) {
  const auto aud = payload.FindMember("aud");
  if (aud == payload.MemberEnd()) return not_vouched("The id_token has no aud.");
  const bool several = aud->value.IsArray() && aud->value.Size() > 1;
  bool named = is_one_of(rules.audiences, string_member(payload, "aud"));
  if (aud->value.IsArray()) {
    for (const auto& one : aud->value.GetArray()) {
      named |= one.IsString() &&
               is_one_of(rules.audiences, std::string(one.GetString(), one.GetStringLength()));
    }
  }
  if (!named) return not_vouched("The id_token is for somebody else.");
  if (several && !is_one_of(rules.audiences, string_member(payload, "azp")))
    return not_vouched("The id_token was given to somebody else.");
  return {};
}

Status check_times(const JsonDocument& payload, const IdTokenRules& rules) {
  const auto exp = integer_member(payload, "exp");
  const auto iat = integer_member(payload, "iat");
  if (!exp || !iat) return not_vouched("The id_token has no exp or no iat.");
  if (*exp <= rules.now_s - rules.leeway_s) return not_vouched("The id_token has expired.");
  if (*iat > rules.now_s + rules.leeway_s) return not_vouched("The id_token is of the future.");
  if (payload.HasMember("nbf")) {
    const auto nbf = integer_member(payload, "nbf");
    if (!nbf || *nbf > rules.now_s + rules.leeway_s)
      return not_vouched("The id_token is not valid yet.");
  }
  return {};
}

// A nonce that nobody here asked with belongs to another log-in.
Status check_nonce(const JsonDocument& payload, const IdTokenRules& rules) {
  const auto nonce = string_member(payload, "nonce");
  if (payload.HasMember("nonce") != rules.nonce.has_value() ||
      (rules.nonce && (!nonce || !equal_in_constant_time(*nonce, *rules.nonce)))) {
    return not_vouched("The id_token has another nonce.");
  }
  return {};
}

}  // namespace

Result<IdTokenClaims> read_id_token(std::string_view token, const IdTokenRules& rules,
                                    const FindKey& find_key) {
  if (token.size() > rules.token_bytes_max) return not_vouched("The id_token is too long.");
  const auto first = token.find('.');
  const auto second = first == std::string_view::npos ? first : token.find('.', first + 1);
  if (second == std::string_view::npos || token.find('.', second + 1) != std::string_view::npos)
    return not_vouched("The id_token has not three parts.");
  AUTHLEDGER_TRY(kid, kid_of(token.substr(0, first)));
  const auto signature = base64url_decode(token.substr(second + 1));
  if (!signature) return not_vouched("The id_token's signature is malformed.");
  AUTHLEDGER_TRY(key, find_key(kid));
  if (key == nullptr) return not_vouched("The id_token's key is unknown.");
  if (!key->verify(token.substr(0, second), *signature))
    return not_vouched("The id_token's signature is wrong.");
  const auto json = base64url_decode(token.substr(first + 1, second - first - 1));
  JsonDocument payload;
  if (!json || !parse_strict_object(*json, payload))
    return not_vouched("The id_token's payload is malformed.");
  if (!is_one_of(rules.issuers, string_member(payload, "iss")))
    return not_vouched("The id_token is of another issuer.");
  AUTHLEDGER_CHECK(check_audience(payload, rules));
  AUTHLEDGER_CHECK(check_times(payload, rules));
  AUTHLEDGER_CHECK(check_nonce(payload, rules));
  IdTokenClaims claims;
  claims.sub = string_member(payload, "sub").value_or("");
  claims.email = string_member(payload, "email").value_or("");
  claims.name = string_member(payload, "name").value_or("");
  claims.locale = string_member(payload, "locale").value_or("");
  if (claims.sub.empty() || claims.email.empty())
    return not_vouched("The id_token names no person with an e-mail address.");
  const auto verified = payload.FindMember("email_verified");
  claims.email_verified = verified != payload.MemberEnd() && verified->value.IsTrue();
  return claims;
}

}  // namespace authledger::infra
