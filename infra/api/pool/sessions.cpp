#include "infra/api/pool/sessions.h"

#include "infra/api/pool/answers.h"
#include "infra/api/pool/requests.h"
#include "infra/api/pool/session_answer.h"
#include "infra/api/service/documents.h"
#include "infra/api/services.h"
#include "infra/http/call.h"

namespace authledger::infra {
namespace {

bool is_called(const command::UserState& user, const std::string& name) {
  return command::normalised_email(name) == command::normalised_email(user.email) ||
         (user.username &&
          command::normalised_username(name) == command::normalised_username(*user.username));
}

}  // namespace

Result<Reply> pool_login(Call& call) {
  AUTHLEDGER_TRY(body, call.read_body<PoolLoginBody>());
  AUTHLEDGER_TRY(proved,
                 call.services.login.authenticate(
                     call.context(), {body.username, body.password, call.request.remote_address}));
  return open_pool_session(call, {proved.user, proved.user_version, "password"}, proved.clear);
}

Result<Reply> pool_test(Call&) { return Reply{pool_answer("The session is alive.")}; }

Result<Reply> pool_logout(Call& call) {
  AUTHLEDGER_TRY(written, call.services.sessions.end(
                              call.context(), *call.session,
                              [](std::span<const command::PlannedEvent>) -> Result<Answer> {
                                return pool_answer("Logged out.");
                              }));
  return reply_of(std::move(written));
}

Result<Reply> pool_refresh(Call& call) {
  AUTHLEDGER_TRY(body, call.read_body<PoolRefreshBody>());
  const auto render = [&](const command::Redeemed& redeemed) -> Result<Answer> {
    call.tenant_id = redeemed.live.session.tenant_id;
    return pool_session(call, redeemed.live.user, redeemed.live.session.id, redeemed.refresh_token,
                        "Refreshed.");
  };
  AUTHLEDGER_TRY(
      written, call.services.refresh_tokens.redeem(
                   call.context(), body.refresh_token, render, [&](const command::UserState& user) {
                     return !body.username || is_called(user, *body.username);
                   }));
  return reply_of(std::move(written));
}

}  // namespace authledger::infra
