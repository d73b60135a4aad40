// How a person gets into the pool face: the session begins, and the answer that hands out its
// tokens.
#pragma once

#include <string>

#include "command/login/attempts.h"
#include "command/user/user_state.h"
#include "infra/http/route.h"

namespace authledger::infra {

struct PoolPerson {
  const command::UserState& user;
  StreamVersion user_version = 0;
  std::string method;  // of the session: password, google
};

// The tokens of a session of call.tenant_id, in body and header. Error: request.internal_error.
Result<Answer> pool_session(const Call& call, const command::UserState& user,
                            const SessionId& session, const std::string& refresh_token,
                            std::string message);

// Who proved to be this person comes in. `clear` is dispatched along. Errors: those of
// LoginService::admit(); 403 with what is needed to go on where a second factor is
// missing.
Result<Reply> open_pool_session(Call& call, const PoolPerson& person,
                                const command::ClearLoginFailures& clear);

}  // namespace authledger::infra
