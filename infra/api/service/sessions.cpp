#include "infra/api/service/sessions.h"

#include "infra/api/service/requests.h"
#include "infra/api/service/user_answers.h"
#include "infra/api/services.h"
#include "infra/http/token_location.h"
#include "projections/users.h"

namespace authledger::infra {
namespace {

// The session object of the seed: the session, its user and its access token.
std::string session_object(const projections::UserDocument& user, const SessionId& session,
                           const std::string& token, Timestamp token_expires) {
  rapidjson::StringBuffer buffer;
  JsonWriter out(buffer);
  const auto text = [&](const char* key, std::string_view value) {
    out.Key(key);
    write_text(out, value);
  };
  out.StartObject();
  text("sessionId", session.value);
  text("userId", user.id);
  text("email", user.email);
  text("fullname", user.fullname);
  text("avatar", user.avatar);
  text("roleId", user.role_id);
  text("tenantId", user.tenant_id);
  out.Key("emailVerified");
  out.Bool(user.email_verified);
  out.Key("mobileVerified");
  out.Bool(user.mobile_verified);
  out.Key("preferredLanguage");
  if (user.preferred_language)
    write_text(out, *user.preferred_language);
  else
    out.Null();
  text("accessToken", token);
  text("expiresAt", to_iso8601(token_expires));
  out.EndObject();
  return buffer_text(buffer);
}

// An access token of a session (RFC 9068).
Result<std::string> access_token(const Call& call, const command::StartSession& session,
                                 std::string_view role_id) {
  const auto& settings = call.services.settings;
  AccessClaims claims;
  claims.iss = settings.issuer;
  claims.aud = settings.codename;
  claims.client_id = settings.codename;
  claims.sub = session.user_id.value;
  claims.iat_s = call.now.ms / 1000;
  claims.exp_s = claims.iat_s + settings.access_ttl_s;
  claims.jti = new_uuid(call.services.clock, call.services.random);
  claims.sid = session.session_id.value;
  claims.role_id = role_id;
  claims.tenant_id = call.tenant_id;
  return call.services.tokens.issue(claims);
}

// The answer of log-in and relogin, with the token in body, header and cookie.
command::Render session_answer(Call& call, const command::StartSession& session) {
  return [&call, session](std::span<const command::PlannedEvent> planned) -> Result<Answer> {
    AUTHLEDGER_TRY(document, user_document_after(call, session.user_id, planned));
    AUTHLEDGER_TRY(user, decode<projections::UserDocument>(std::string_view(document.body)));
    AUTHLEDGER_TRY(token, access_token(call, session, user.role_id));
    const auto& settings = call.services.settings;
    const std::string name = token_name(settings.codename);
    Answer answer;
    answer.headers = {
        {name, token},
        {"set-cookie", set_cookie(name, token, settings.access_ttl_s, !settings.development())}};
    answer.body = session_object(user, session.session_id, token,
                                 Timestamp{(call.now.ms / 1000 + settings.access_ttl_s) * 1000});
    return answer;
  };
}

}  // namespace

Result<Reply> login(Call& call) {
  if (call.body.HasMember("username")) call.body.RemoveMember("email");
  AUTHLEDGER_TRY(body, call.read_body<LoginBody>());
  const auto& name = body.username ? body.username : body.email;
  AUTHLEDGER_TRY(proved, call.services.login.authenticate(
                             call.context(), {*name, body.password, call.request.remote_address}));
  if (proved.user.archived()) return fail(errors::kUserArchived);
  const auto session =
      call.services.sessions.start(proved.user.id, proved.user_version, "password");
  AUTHLEDGER_TRY(
      written, call.services.dispatcher.run(call.context(), session_answer(call, session), session,
                                            proved.clear));
  return reply_of(std::move(written));
}

Result<Reply> relogin(Call& call) {
  const auto session =
      call.services.sessions.start(call.session->user.id, call.session->user_version, "relogin");
  AUTHLEDGER_TRY(written, call.services.sessions.refresh(call.context(), *call.session, session,
                                                         session_answer(call, session)));
  return reply_of(std::move(written));
}

Result<Reply> logout(Call& call) {
  const auto& settings = call.services.settings;
  const Answer done{
      200,
      {{"set-cookie", set_cookie(token_name(settings.codename), "", 0, !settings.development())}},
      R"({"status":"OK","message":"Logged out"})"};
  if (!call.session) return Reply{done};
  AUTHLEDGER_TRY(
      written, call.services.sessions.end(
                   call.context(), *call.session,
                   [&](std::span<const command::PlannedEvent>) -> Result<Answer> { return done; }));
  return reply_of(std::move(written));
}

Result<Reply> current_user(Call& call) {
  const auto& user = call.session->user;
  projections::UserDocument shown;
  shown.id = user.id.value;
  shown.email = user.email;
  shown.fullname = user.fullname;
  shown.avatar = user.avatar.value_or("/avatars/" + user.id.value + ".svg");
  shown.role_id = user.role_id;
  shown.tenant_id = user.tenant_id;
  shown.email_verified = user.email_verified;
  shown.mobile_verified = user.mobile_verified;
  shown.preferred_language = user.preferred_language;
  return Reply{{200,
                {},
                session_object(shown, call.session->session.id, call.token,
                               Timestamp{call.token_expires_s * 1000})}};
}

Result<Reply> public_key(Call& call) {
  std::string kid;
  for (const auto& [name, value] : call.request.query) {
    if (name == "keyId") kid = value;
  }
  if (kid.empty()) kid = call.services.signing_keys.active()->kid;
  AUTHLEDGER_TRY(pem, call.services.signing_keys.public_pem(kid));
  return Reply{
      {200, {}, "{\"keyId\":" + json_quote(kid) + ",\"keyData\":" + json_quote(pem) + "}"}};
}

Result<Reply> jwks(Call& call) {
  return Reply{
      {200, {{"cache-control", "public, max-age=300"}}, call.services.signing_keys.jwks()}};
}

}  // namespace authledger::infra
