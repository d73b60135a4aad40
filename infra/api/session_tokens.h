// The tokens of a live session, for every face.
#pragma once

#include <string>
#include <string_view>

#include "command/user/user_state.h"
#include "infra/http/call.h"

namespace authledger::infra {

// Whom a token is about.
struct TokenSubject {
  UserId user_id;
  SessionId session_id;
  std::string role_id;
};

// An access token (RFC 9068) that lives for tokens.access_ttl_s from call.now. Error:
// request.internal_error.
Result<std::string> issue_access_token(const Call& call, const TokenSubject& subject);

// An OpenID Connect id_token (typ JWT, so never a session) beside that access token. Error:
// request.internal_error.
Result<std::string> issue_id_token(const Call& call, const command::UserState& user,
                                   std::string_view access_token);

}  // namespace authledger::infra
