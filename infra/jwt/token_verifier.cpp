#include "infra/jwt/token_verifier.h"

#include <algorithm>

#include "infra/crypto/digest.h"
#include "infra/crypto/encoding.h"
#include "infra/jwt/strict_json.h"
#include "shared/errors.h"

namespace authledger::infra {
namespace {

constexpr std::int64_t kMaxLeewayS = 60;
constexpr std::int64_t kMaxTimeS = 253402300799;  // the end of the year 9999

tl::unexpected<Error> refused(const char* why) { return fail(errors::kLoginRequired, why); }

TokenVerifierOptions bounded(TokenVerifierOptions options) {
  options.leeway_s = std::clamp<std::int64_t>(options.leeway_s, 0, kMaxLeewayS);
  return options;
}

bool is_time(std::int64_t seconds) { return seconds >= 0 && seconds <= kMaxTimeS; }

// The kid of a header that asks for exactly what we do.
Result<std::string> read_header(std::string_view encoded, const std::string& type) {
  const auto json = base64url_decode(encoded);
  JsonDocument header;
  if (!json || !parse_strict_object(*json, header)) return refused("The header is malformed.");
  if (string_member(header, "alg") != "RS256") return refused("The algorithm is not RS256.");
  if (string_member(header, "typ") != type) return refused("The token is of another type.");
  // RFC 7515, 4.1.11: an extension that must be understood, and we understand none.
  if (header.HasMember("crit")) return refused("The token needs an extension.");
  auto kid = string_member(header, "kid");
  if (!kid) return refused("The token names no key.");
  return std::move(*kid);
}

// Absent: empty. False: present and no string.
bool optional_string(const JsonDocument& object, const char* name, std::string& value) {
  if (!object.HasMember(name)) return true;
  auto found = string_member(object, name);
  if (found) value = std::move(*found);
  return found.has_value();
}

}  // namespace

TokenVerifier::TokenVerifier(SigningKeys& keys, const Clock& clock, TokenVerifierOptions options)
    : keys_(keys),
      clock_(clock),
      options_(bounded(std::move(options))),
      remembered_(options_.remembered_tokens) {}

Result<AccessClaims> TokenVerifier::verify(std::string_view token) {
  if (token.size() > options_.max_token_bytes) return refused("The token is too long.");
  std::string hash = sha256(token);
  if (const auto known = recall(hash)) {
    if (auto good = check_times(*known); !good) {
      const std::lock_guard lock(mutex_);
      remembered_.erase(hash);
      return fail(good.error());
    }
    return known->claims;
  }
  AUTHLEDGER_TRY(verified, verify_signature(token));
  AUTHLEDGER_CHECK(check_times(verified));
  auto entry = std::make_shared<const Verified>(std::move(verified));
  {
    const std::lock_guard lock(mutex_);
    remembered_.put(std::move(hash), entry);
  }
  return entry->claims;
}

TokenVerifier::VerifiedPtr TokenVerifier::recall(const std::string& hash) {
  const std::uint64_t generation = keys_.generation();
  const std::lock_guard lock(mutex_);
  const auto* found = remembered_.find(hash);
  if (found == nullptr || (*found)->generation != generation) return nullptr;
  ++stats_.remembered;
  return *found;
}

Result<TokenVerifier::Verified> TokenVerifier::verify_signature(std::string_view token) {
  const auto first = token.find('.');
  const auto second = first == std::string_view::npos ? first : token.find('.', first + 1);
  if (second == std::string_view::npos || token.find('.', second + 1) != std::string_view::npos) {
    return refused("The token has not three parts.");
  }
  AUTHLEDGER_TRY(kid, read_header(token.substr(0, first), options_.type));
  const auto signature = base64url_decode(token.substr(second + 1));
  if (!signature) return refused("The signature is malformed.");
  // Taken before the look-up: a key that goes meanwhile makes the memory of this token stale.
  const std::uint64_t generation = keys_.generation();
  const auto key = keys_.find_or_reload(kid);
  if (key == nullptr) return refused("The token's key is unknown.");
  {
    const std::lock_guard lock(mutex_);
    ++stats_.verified;
  }
  if (!key->key->verify(token.substr(0, second), *signature)) {
    return refused("The signature is wrong.");
  }
  const auto json = base64url_decode(token.substr(first + 1, second - first - 1));
  if (!json) return refused("The payload is malformed.");
  AUTHLEDGER_TRY(verified, read_payload(*json));
  verified.generation = generation;
  return verified;
}

Result<TokenVerifier::Verified> TokenVerifier::read_payload(std::string_view json) const {
  JsonDocument payload;
  if (!parse_strict_object(json, payload)) return refused("The payload is malformed.");
  auto iss = string_member(payload, "iss");
  auto aud = string_member(payload, "aud");
  auto sub = string_member(payload, "sub");
  auto jti = string_member(payload, "jti");
  auto client_id = string_member(payload, "client_id");
  const auto exp = integer_member(payload, "exp");
  const auto iat = integer_member(payload, "iat");
  if (!iss || !aud || !sub || !jti || !client_id || !exp || !iat) {
    return refused("A claim is missing.");
  }
  Verified verified;
  verified.claims = {*iss, *aud, *sub, *exp, *iat, *jti, {}, {}, {}, *client_id};
  if (payload.HasMember("nbf")) {
    const auto nbf = integer_member(payload, "nbf");
    if (!nbf) return refused("A claim has the wrong type.");
    verified.not_before_s = *nbf;
  }
  if (!optional_string(payload, "sid", verified.claims.sid) ||
      !optional_string(payload, "roleId", verified.claims.role_id) ||
      !optional_string(payload, "tenantId", verified.claims.tenant_id)) {
    return refused("A claim has the wrong type.");
  }
  if (!is_time(*exp) || !is_time(*iat) || !is_time(verified.not_before_s)) {
    return refused("A time is out of range.");
  }
  if (*iss != options_.issuer) return refused("The token is from another issuer.");
  if (!options_.audience.empty() && *aud != options_.audience)
    return refused("The token is for somebody else.");
  if (sub->empty()) return refused("The token has no subject.");
  return verified;
}

Status TokenVerifier::check_times(const Verified& verified) const {
  const std::int64_t now_s = clock_.now().ms / 1000;
  if (now_s >= verified.claims.exp_s + options_.leeway_s) return refused("The token has expired.");
  if (now_s + options_.leeway_s < verified.not_before_s ||
      now_s + options_.leeway_s < verified.claims.iat_s) {
    return refused("The token is not valid yet.");
  }
  return {};
}

TokenVerifierStats TokenVerifier::stats() const {
  const std::lock_guard lock(mutex_);
  TokenVerifierStats stats = stats_;
  stats.entries = remembered_.size();
  return stats;
}

}  // namespace authledger::infra
