// POST /oauth/token (RFC 6749).
#include "infra/api/oauth/requests.h"
#include "infra/api/oauth/tokens.h"
#include "infra/api/service/user_answers.h"
#include "infra/api/services.h"
#include "infra/api/session_tokens.h"
#include "infra/api/token_notes.h"
#include "shared/client_errors.h"
#include "shared/validation.h"

namespace authledger::infra {
namespace {

// §5.1: both headers; the other one every answer has.
Answer granted(const GrantedTokens& tokens) {
  return Answer{200, {{"pragma", "no-cache"}}, encode(tokens)};
}

// For the app itself: a token without a session, so that it opens nothing here, and tells other
// services who calls.
Result<Reply> grant_to_app(const Call& call) {
  if (!call.app) return fail(errors::kClientRefused);
  const auto& settings = call.services.settings;
  AccessClaims claims;
  claims.iss = settings.issuer;
  claims.aud = settings.codename;
  claims.sub = call.app->id.value;
  claims.client_id = call.app->id.value;
  claims.iat_s = call.now.ms / 1000;
  claims.exp_s = claims.iat_s + settings.access_ttl_s;
  claims.jti = new_uuid(call.services.clock, call.services.random);
  claims.tenant_id = call.app->tenant_id;
  AUTHLEDGER_TRY(token, call.services.tokens.issue(claims));
  return Reply{granted({.access_token = token, .expires_in = settings.access_ttl_s})};
}

// What is wrong with a refresh token is the grant's fault, not the client's (§5.2).
Error of_grant(Error refused) {
  if (refused.code != Code::kUnauthenticated && refused.code != Code::kForbidden) return refused;
  Error of = error(errors::kGrantRefused);
  of.position = refused.position;
  return of;
}

// An app may only carry on what it would be told is alive.
Result<command::RefreshTokens::Holder> holder_for(const Call& call) {
  if (!call.app) return command::RefreshTokens::Holder{};
  AUTHLEDGER_TRY(app, call.services.app_credentials.find(*call.app));
  return [app = std::move(app), now = call.now](const command::UserState& user) {
    return command::lets_in(app->state, user, now);
  };
}

Result<Reply> grant_again(Call& call, const GrantForm& form) {
  if (!form.refresh_token) return fail(invalid_input("refresh_token", "must be given"));
  AUTHLEDGER_TRY(holder, holder_for(call));
  const auto render = [&](const command::Redeemed& redeemed) -> Result<Answer> {
    const auto& live = redeemed.live;
    call.tenant_id = live.session.tenant_id;
    AUTHLEDGER_TRY(token,
                   issue_access_token(call, {live.user.id, live.session.id, live.user.role_id}));
    keep_tokens(call.services, live.session.id, token, redeemed.refresh_token);
    return granted({.access_token = token,
                    .expires_in = call.services.settings.access_ttl_s,
                    .refresh_token = redeemed.refresh_token});
  };
  auto written =
      call.services.refresh_tokens.redeem(call.context(), *form.refresh_token, render, holder);
  if (!written) return fail(of_grant(std::move(written).error()));
  return reply_of(std::move(*written));
}

}  // namespace

Result<Reply> grant_token(Call& call) {
  AUTHLEDGER_TRY(form, call.read_body<GrantForm>());
  if (form.scope) return fail(errors::kScopeRefused);
  if (form.grant_type == "client_credentials") return grant_to_app(call);
  if (form.grant_type == "refresh_token") return grant_again(call, form);
  return fail(errors::kGrantTypeUnknown);
}

}  // namespace authledger::infra
