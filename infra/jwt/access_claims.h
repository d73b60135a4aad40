// What an access token says (RFC 9068), and the tokens' limits.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace authledger::infra {

inline constexpr std::string_view kAccessTokenType = "at+jwt";

// In the token: iss aud sub exp iat jti sid roleId tenantId client_id. Empty sid, role_id and
// tenant_id are left out of it.
struct AccessClaims {
  std::string iss;
  std::string aud;
  std::string sub;         // user id
  std::int64_t exp_s = 0;  // seconds since 1970, as iat_s
  std::int64_t iat_s = 0;
  std::string jti;
  std::string sid;  // session id
  std::string role_id;
  std::string tenant_id;
  std::string client_id;
  bool operator==(const AccessClaims&) const = default;
};

}  // namespace authledger::infra
