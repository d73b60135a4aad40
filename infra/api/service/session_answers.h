// How session objects get into answers.
#pragma once

#include <string>

#include "command/plan.h"
#include "command/session/session_state.h"
#include "infra/http/call.h"
#include "projections/users.h"

namespace authledger::infra {

// A session as clients see it. Without a token while a second factor is missing, and where the
// caller brought no token of the session.
struct ShownSession {
  SessionId id;
  std::string token{};
  Timestamp token_expires{};
  bool needs_email = false;
  bool needs_mobile = false;
};

// The session object of the seed: the session, its user and its access token.
std::string session_object(const Call& call, const projections::UserDocument& user,
                           const ShownSession& session);

// What of the user's document a session object shows, from the state that a session was checked
// with.
projections::UserDocument session_user(const command::UserState& user);

// The answer that hands out an access token (RFC 9068) of a live session, in body, header and
// cookie.
command::Render session_answer(Call& call, const UserId& user, const SessionId& session);

}  // namespace authledger::infra
