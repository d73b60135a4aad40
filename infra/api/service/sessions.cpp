#include "infra/api/service/sessions.h"

#include "infra/api/service/answers.h"
#include "infra/api/service/requests.h"
#include "infra/api/service/session_answers.h"
#include "infra/api/service/user_answers.h"
#include "infra/api/services.h"
#include "infra/http/refusal_body.h"
#include "infra/http/token_location.h"

namespace authledger::infra {
namespace {

// The session waits for its second factor: 403, with what is needed to go on. Kept under an
// Idempotency-Key like any answer.
command::Render second_factor_answer(const Call& call, const command::StartSession& session) {
  return [&call, session](std::span<const command::PlannedEvent>) -> Result<Answer> {
    Error needed =
        error(session.second_factors.front() == "email" ? errors::kEmailTwoFactorNeeded
                                                        : errors::kMobileTwoFactorNeeded);
    needed.user_id = session.user_id.value;
    needed.session_id = session.session_id.value;
    return refusal_answer(needed, call.now);
  };
}

}  // namespace

Result<Reply> login(Call& call) {
  const auto username = call.body.FindMember("username");
  if (username != call.body.MemberEnd() && !username->value.IsNull())
    call.body.RemoveMember("email");
  AUTHLEDGER_TRY(body, call.read_body<LoginBody>());
  const auto& name = body.username ? body.username : body.email;
  AUTHLEDGER_TRY(proved, call.services.login.authenticate(
                             call.context(), {*name, body.password, call.request.remote_address}));
  AUTHLEDGER_TRY(missing, call.services.login.admit(proved.user, call.now));
  auto session =
      call.services.sessions.start(call.context(), proved.user.id, proved.user_version, "password");
  session.second_factors = missing.names();
  session.pending_until = call.now.plus_s(call.services.settings.pending_session_ttl_s);
  const auto render = missing.any() ? second_factor_answer(call, session)
                                    : session_answer(call, session.user_id, session.session_id);
  AUTHLEDGER_TRY(written,
                 call.services.dispatcher.run(call.context(), render, session, proved.clear));
  return reply_of(std::move(written));
}

Result<Reply> relogin(Call& call) {
  // As of right now: what ended the other sessions a moment ago must not end the new one.
  AUTHLEDGER_TRY(live, call.services.sessions.check(call.session->session.id, call.session->user.id,
                                                    command::Freshness::kFresh));
  const auto session =
      call.services.sessions.start(call.context(), live.user.id, live.user_version, "relogin");
  AUTHLEDGER_TRY(written, call.services.sessions.refresh(
                              call.context(), live, session,
                              session_answer(call, session.user_id, session.session_id)));
  return reply_of(std::move(written));
}

Result<Reply> logout(Call& call) {
  const auto& settings = call.services.settings;
  const Answer done{
      200,
      {{"set-cookie", set_cookie(token_name(settings.codename), "", 0, !settings.development())}},
      encode(LoggedOut{})};
  if (!call.session) return Reply{done};
  AUTHLEDGER_TRY(
      written, call.services.sessions.end(
                   call.context(), *call.session,
                   [&](std::span<const command::PlannedEvent>) -> Result<Answer> { return done; }));
  return reply_of(std::move(written));
}

Result<Reply> current_user(Call& call) {
  const auto& live = *call.session;
  return Reply{
      {200,
       {},
       session_object(call, session_user(live.user),
                      {live.session.id, call.token, Timestamp{call.token_expires_s * 1000}})}};
}

Result<Reply> public_key(Call& call) {
  std::string kid;
  for (const auto& [name, value] : call.request.query) {
    if (name == "keyId") kid = value;
  }
  if (kid.empty()) kid = call.services.signing_keys.active()->kid;
  AUTHLEDGER_TRY(pem, call.services.signing_keys.public_pem(kid));
  return Reply{{200, {}, encode(PublicKey{kid, pem})}};
}

Result<Reply> jwks(Call& call) {
  return Reply{
      {200, {{"cache-control", "public, max-age=300"}}, call.services.signing_keys.jwks()}};
}

}  // namespace authledger::infra
