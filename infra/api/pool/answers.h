// What the pool face answers with, in its envelope.
#pragma once

#include <string>
#include <tuple>

#include "infra/api/pool/face.h"

namespace authledger::infra {

// The session of log-in and refresh, with the seed's spelling of the refresh token and the right
// one.
struct PoolSession {
  std::string access_key;
  std::string expires_in;
  std::string id_token;
  std::string identity_id;
  std::string secret_key;
  std::string session_key;
  std::string token;
  std::string resfresh_token;
  std::string refresh_token;
  static constexpr auto fields() {
    return std::tuple{
        field("access_key", &PoolSession::access_key,
              {.about = "with secret_key as HTTP Basic, beside the header x-amz-security-token"}),
        field("expires_in", &PoolSession::expires_in, {.about = "seconds", .example = "900"}),
        field("id_token", &PoolSession::id_token, {.about = "OpenID Connect; no session"}),
        field("identity_id", &PoolSession::identity_id, {.format = "uuid"}),
        field("secret_key", &PoolSession::secret_key),
        field("session_key", &PoolSession::session_key,
              {.about = "the value of x-amz-security-token"}),
        field("token", &PoolSession::token, {.about = "access token, RS256 JWT (RFC 9068)"}),
        field("resfresh_token", &PoolSession::resfresh_token),
        field("refresh_token", &PoolSession::refresh_token)};
  }
};

struct PoolInviteTemplate {
  std::string template_mail;
  static constexpr auto fields() {
    return std::tuple{field("template_mail", &PoolInviteTemplate::template_mail,
                            {.about = "the reference mail in the caller's name, HTML"})};
  }
};

}  // namespace authledger::infra
