#include "infra/api/pool/session_answer.h"

#include "infra/api/pool/answers.h"
#include "infra/api/service/documents.h"
#include "infra/api/services.h"
#include "infra/api/session_tokens.h"
#include "infra/api/token_notes.h"
#include "infra/http/call.h"
#include "infra/http/session_credentials.h"

namespace authledger::infra {
namespace {

command::Render second_factor_answer(const Call& call, const command::StartSession& session) {
  return [&call, session](std::span<const command::PlannedEvent>) -> Result<Answer> {
    Error needed =
        error(session.second_factors.front() == "email" ? errors::kEmailTwoFactorNeeded
                                                        : errors::kMobileTwoFactorNeeded);
    needed.user_id = session.user_id.value;
    needed.session_id = session.session_id.value;
    return call.route.refusal(needed, call.now);
  };
}

}  // namespace

Result<Answer> pool_session(const Call& call, const command::UserState& user,
                            const SessionId& session, const std::string& refresh_token,
                            std::string message) {
  AUTHLEDGER_TRY(token, issue_access_token(call, {user.id, session, user.role_id}));
  keep_tokens(call.services, session, token, refresh_token);
  AUTHLEDGER_TRY(id_token, issue_id_token(call, user, token));
  auto keys = make_session_credentials(call.services.vault, call.services.random, token);
  PoolSession shown;
  shown.access_key = std::move(keys.access_key);
  shown.secret_key = std::move(keys.secret_key);
  shown.session_key = std::move(keys.session_key);
  shown.expires_in = std::to_string(call.services.settings.access_ttl_s);
  shown.id_token = std::move(id_token);
  shown.identity_id = user.id.value;
  shown.token = token;
  shown.resfresh_token = refresh_token;
  shown.refresh_token = refresh_token;
  Answer answer = pool_answer(std::move(message), std::move(shown));
  answer.headers.push_back({"x-amzn-remapped-authorization", "Bearer " + token});
  return answer;
}

Result<Reply> open_pool_session(Call& call, const PoolPerson& person,
                                const command::ClearLoginFailures& clear) {
  AUTHLEDGER_TRY(missing, call.services.login.admit(person.user, call.now));
  auto session = call.services.sessions.start(call.context(), person.user.id, person.user_version,
                                              person.method);
  session.second_factors = missing.names();
  session.pending_until = call.now.plus_s(call.services.settings.pending_session_ttl_s);
  const auto refresh_token = call.services.refresh_tokens.issue(session);
  command::Render render = second_factor_answer(call, session);
  if (!missing.any()) {
    render = [&](std::span<const command::PlannedEvent>) -> Result<Answer> {
      return pool_session(call, person.user, session.session_id, refresh_token, "Logged in.");
    };
  }
  AUTHLEDGER_TRY(written, call.services.dispatcher.run(call.context(), render, session, clear));
  return reply_of(std::move(written));
}

}  // namespace authledger::infra
