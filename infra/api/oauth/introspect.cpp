// POST /oauth/introspect (RFC 7662): what a token is worth to the app that asks. Everything that is
// not worth anything looks alike (§2.2).
#include "infra/api/oauth/requests.h"
#include "infra/api/oauth/tokens.h"
#include "infra/api/services.h"
#include "shared/client_errors.h"

namespace authledger::infra {
namespace {

using command::AppState;
using command::UserAggregate;

// Not worth anything, unless we could not find out.
Result<Introspection> inactive(const Error& why) {
  if (why.code == Code::kUnavailable || why.code == Code::kInternal) return fail(why);
  return Introspection{};
}

Introspection told(const AccessClaims& claims) {
  return {.active = true,
          .token_type = "Bearer",
          .iss = claims.iss,
          .aud = claims.aud,
          .sub = claims.sub,
          .client_id = claims.client_id,
          .exp = claims.exp_s,
          .iat = claims.iat_s,
          .jti = claims.jti,
          .tenant_id = claims.tenant_id};
}

Result<Introspection> of_session(const Call& call, const AppState& app,
                                 const AccessClaims& claims) {
  const auto live = call.services.sessions.check(SessionId{claims.sid}, UserId{claims.sub});
  if (!live) return inactive(live.error());
  if (live->session.tenant_id != claims.tenant_id || !command::lets_in(app, live->user, call.now))
    return Introspection{};
  auto answer = told(claims);
  answer.sid = claims.sid;
  answer.role_id = live->user.role_id;
  return answer;
}

// A client_credentials token, of whichever app: it is worth something while that app is there.
Result<Introspection> of_app(const Call& call, const AccessClaims& claims) {
  const auto app = call.services.app_credentials.find({AppId{claims.sub}, claims.tenant_id});
  if (!app) return inactive(app.error());
  return told(claims);
}

Result<Introspection> of_refresh_token(const Call& call, const AppState& app,
                                       const std::string& token) {
  const auto live = call.services.refresh_tokens.holder_of(token);
  if (!live) return inactive(live.error());
  if (!command::lets_in(app, live->user, call.now)) return Introspection{};
  return Introspection{.active = true,
                       .iss = call.services.settings.issuer,
                       .sub = live->user.id.value,
                       .client_id = call.services.settings.codename,
                       .exp = live->session.expires_at.ms / 1000,
                       .iat = live->session.started_at.ms / 1000,
                       .sid = live->session.id.value,
                       .role_id = live->user.role_id,
                       .tenant_id = live->session.tenant_id};
}

// The token of getUrlAndToken, made for this very app.
Result<Introspection> of_visit(const Call& call, const AppState& app, const AccessClaims& claims) {
  AUTHLEDGER_TRY(user, call.services.dispatcher.load<UserAggregate>(UserId{claims.sub},
                                                                    command::Freshness::kCached));
  if (!command::may_visit(app, user->state, call.now)) return Introspection{};
  auto answer = told(claims);
  answer.role_id = user->state.role_id;
  return answer;
}

Result<Introspection> judge(const Call& call, const AppState& app, const std::string& token) {
  if (token.find('.') == std::string::npos) return of_refresh_token(call, app, token);
  const auto claims = call.services.any_token.verify(token);
  if (!claims) return inactive(claims.error());
  if (claims->tenant_id != app.tenant_id) return Introspection{};
  if (claims->aud == app.id.value) return of_visit(call, app, *claims);
  if (claims->aud != call.services.settings.codename) return Introspection{};
  return claims->sid.empty() ? of_app(call, *claims) : of_session(call, app, *claims);
}

}  // namespace

Result<Reply> introspect_token(Call& call) {
  AUTHLEDGER_TRY(form, call.read_body<TokenForm>());
  const auto app = call.services.app_credentials.find(*call.app);
  if (!app && app.error().id == errors::kAppNotFound.id) return fail(errors::kClientRefused);
  if (!app) return fail(app.error());
  AUTHLEDGER_TRY(answer, judge(call, (*app)->state, form.token));
  return Reply{{200, {}, encode(answer)}};
}

}  // namespace authledger::infra
