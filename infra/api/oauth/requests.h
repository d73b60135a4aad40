// What the OAuth face reads and answers. The fields of forms are texts; unknown ones are ignored
// (RFC 6749 §3.2).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>

#include "shared/fields.h"

namespace authledger::infra {

inline constexpr int kTokenLengthMax = 8192;

struct GrantForm {
  std::string grant_type;
  std::optional<std::string> refresh_token;
  std::optional<std::string> scope;
  static constexpr auto fields() {
    return std::tuple{field("grant_type", &GrantForm::grant_type,
                            {.length_min = 1,
                             .length_max = 100,
                             .about = "client_credentials or refresh_token",
                             .example = "client_credentials"}),
                      field("refresh_token", &GrantForm::refresh_token,
                            {.length_min = 1,
                             .length_max = kTokenLengthMax,
                             .about = "for the grant of that name"}),
                      field("scope", &GrantForm::scope,
                            {.length_max = 1000, .about = "there are none: leave it out"})};
  }
};

// Of introspection and of revocation. The hint is not needed: a token tells what it is.
struct TokenForm {
  std::string token;
  std::optional<std::string> token_type_hint;
  static constexpr auto fields() {
    return std::tuple{
        field("token", &TokenForm::token, {.length_min = 1, .length_max = kTokenLengthMax}),
        field("token_type_hint", &TokenForm::token_type_hint,
              {.length_max = 100, .about = "access_token or refresh_token; not needed"})};
  }
};

// RFC 6749 §5.1.
struct GrantedTokens {
  static constexpr std::array<std::string_view, 1> kNeverNull = {"refresh_token"};
  std::string access_token;
  std::string token_type = "Bearer";
  std::int64_t expires_in = 0;
  std::optional<std::string> refresh_token{};
  static constexpr auto fields() {
    return std::tuple{
        field("access_token", &GrantedTokens::access_token, {.about = "RS256 JWT (RFC 9068)"}),
        field("token_type", &GrantedTokens::token_type),
        field("expires_in", &GrantedTokens::expires_in, {.about = "seconds"}),
        field("refresh_token", &GrantedTokens::refresh_token,
              {.about = "in the place of the one that was sent"})};
  }
};

// RFC 7662 §2.2: of a token that is not active, `active` alone.
struct Introspection {
  static constexpr std::array<std::string_view, 11> kNeverNull = {
      "token_type", "iss", "aud", "sub",    "client_id", "exp",
      "iat",        "jti", "sid", "roleId", "tenantId"};
  bool active = false;
  std::optional<std::string> token_type{};
  std::optional<std::string> iss{};
  std::optional<std::string> aud{};
  std::optional<std::string> sub{};
  std::optional<std::string> client_id{};
  std::optional<std::int64_t> exp{};
  std::optional<std::int64_t> iat{};
  std::optional<std::string> jti{};
  std::optional<std::string> sid{};
  std::optional<std::string> role_id{};
  std::optional<std::string> tenant_id{};
  static constexpr auto fields() {
    return std::tuple{
        field("active", &Introspection::active),
        field("token_type", &Introspection::token_type, {.about = "Bearer; of access tokens"}),
        field("iss", &Introspection::iss),
        field("aud", &Introspection::aud),
        field("sub", &Introspection::sub, {.about = "the user's id, or the app's for its own"}),
        field("client_id", &Introspection::client_id),
        field("exp", &Introspection::exp, {.about = "seconds since 1970, as iat"}),
        field("iat", &Introspection::iat),
        field("jti", &Introspection::jti),
        field("sid", &Introspection::sid, {.about = "the session's id"}),
        field("roleId", &Introspection::role_id, {.about = "as of now, not as of the token"}),
        field("tenantId", &Introspection::tenant_id)};
  }
};

struct Revoked {
  static constexpr auto fields() { return std::tuple{}; }
};

}  // namespace authledger::infra
