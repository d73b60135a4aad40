#include "infra/api/session_tokens.h"

#include "infra/api/services.h"
#include "infra/crypto/digest.h"
#include "infra/crypto/encoding.h"

namespace authledger::infra {
namespace {

// OpenID Connect Core 1.0, 2 and 5.1; at_hash by 3.1.3.6.
struct IdClaims {
  static constexpr std::array<std::string_view, 1> kNeverNull = {"preferred_username"};
  std::string iss;
  std::string sub;
  std::string aud;
  std::int64_t exp = 0;
  std::int64_t iat = 0;
  std::string at_hash;
  std::string email;
  bool email_verified = false;
  std::string name;
  std::optional<std::string> preferred_username;
  static constexpr auto fields() {
    return std::tuple{field("iss", &IdClaims::iss),
                      field("sub", &IdClaims::sub),
                      field("aud", &IdClaims::aud),
                      field("exp", &IdClaims::exp),
                      field("iat", &IdClaims::iat),
                      field("at_hash", &IdClaims::at_hash),
                      field("email", &IdClaims::email),
                      field("email_verified", &IdClaims::email_verified),
                      field("name", &IdClaims::name),
                      field("preferred_username", &IdClaims::preferred_username)};
  }
};

}  // namespace

Result<std::string> issue_access_token(const Call& call, const TokenSubject& subject) {
  const auto& settings = call.services.settings;
  AccessClaims claims;
  claims.iss = settings.issuer;
  claims.aud = settings.codename;
  claims.client_id = settings.codename;
  claims.sub = subject.user_id.value;
  claims.iat_s = call.now.ms / 1000;
  claims.exp_s = claims.iat_s + settings.access_ttl_s;
  claims.jti = new_uuid(call.services.clock, call.services.random);
  claims.sid = subject.session_id.value;
  claims.role_id = subject.role_id;
  claims.tenant_id = call.tenant_id;
  return call.services.tokens.issue(claims);
}

Result<std::string> issue_id_token(const Call& call, const command::UserState& user,
                                   std::string_view access_token) {
  const auto& settings = call.services.settings;
  IdClaims claims;
  claims.iss = settings.issuer;
  claims.sub = user.id.value;
  claims.aud = settings.codename;
  claims.iat = call.now.ms / 1000;
  claims.exp = claims.iat + settings.access_ttl_s;
  claims.at_hash = base64url_encode(sha256(access_token).substr(0, 16));
  claims.email = user.email;
  claims.email_verified = user.email_verified;
  claims.name = user.fullname;
  claims.preferred_username = user.username;
  return call.services.tokens.sign("JWT", encode(claims));
}

}  // namespace authledger::infra
