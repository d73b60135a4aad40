// POST /oauth/revoke (RFC 7009): whoever holds a token may end its session. A token that is none is
// answered like one that was ended (§2.2).
#include "infra/api/oauth/requests.h"
#include "infra/api/oauth/tokens.h"
#include "infra/api/service/user_answers.h"
#include "infra/api/services.h"
#include "shared/client_errors.h"

namespace authledger::infra {
namespace {

using MaybeLive = Result<std::optional<command::LiveSession>>;

// Nothing: there is no such session, or it is over.
MaybeLive unless_over(Result<command::LiveSession> live) {
  if (live) return std::optional(std::move(*live));
  if (live.error().code == Code::kUnavailable || live.error().code == Code::kInternal)
    return fail(std::move(live).error());
  return std::optional<command::LiveSession>();
}

MaybeLive session_of(const Call& call, const std::string& token) {
  if (token.find('.') == std::string::npos)
    return unless_over(call.services.refresh_tokens.holder_of(token));
  const auto claims = call.services.any_token.verify(token);
  if (!claims) return std::optional<command::LiveSession>();
  // It ends by itself, within minutes.
  if (claims->sid.empty()) return fail(errors::kTokenTypeUnknown);
  return unless_over(call.services.sessions.find_open(claims->tenant_id, SessionId{claims->sid},
                                                      UserId{claims->sub}));
}

}  // namespace

Result<Reply> revoke_token(Call& call) {
  AUTHLEDGER_TRY(form, call.read_body<TokenForm>());
  AUTHLEDGER_TRY(live, session_of(call, form.token));
  const Answer done{200, {{"pragma", "no-cache"}}, "{}"};
  // An app ends nothing of another tenant.
  if (!live || (call.app && call.app->tenant_id != live->session.tenant_id)) return Reply{done};
  auto context = call.context();
  context.tenant_id = live->session.tenant_id;
  if (!call.app) {
    context.actor_kind = "user";
    context.actor_id = live->user.id.value;
  }
  AUTHLEDGER_TRY(
      written, call.services.sessions.end(
                   context, *live,
                   [&](std::span<const command::PlannedEvent>) -> Result<Answer> { return done; }));
  return reply_of(std::move(written));
}

}  // namespace authledger::infra
