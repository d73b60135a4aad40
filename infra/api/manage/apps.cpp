// Apps and their secrets.
#include "infra/api/manage/answers.h"
#include "infra/api/manage/face.h"
#include "infra/api/manage/handlers.h"
#include "infra/api/manage/input.h"
#include "infra/api/manage/requests.h"
#include "infra/api/manage/shown.h"
#include "infra/api/service/documents.h"
#include "infra/api/services.h"
#include "infra/api/state_after.h"

namespace authledger::infra::manage {
namespace {

using command::AppAggregate;
using command::AppState;
using Planned = std::span<const command::PlannedEvent>;

constexpr std::int64_t kAppTokenTtl_s = 300;

command::Render app_answer(Call& call, const AppId& id, std::string_view message) {
  return [&call, id, message](Planned planned) -> Result<Answer> {
    AUTHLEDGER_TRY(app, state_after<AppAggregate>(call.services.dispatcher, id, planned));
    return manage_answer(call.route, app_object(app, false), message);
  };
}

AppSecretObject secret_object(const AppState& app) {
  return {app.id.value, app.name, app.name, app.secret};
}

}  // namespace

Result<Reply> add_app(Call& call) {
  AUTHLEDGER_TRY(body, read_input<AddAppBody>(call));
  command::RegisterApp command;
  command.app_id = AppId{new_uuid(call.services.clock, call.services.random)};
  command.name = body.app_name;
  command.description = body.description.value_or("");
  command.url = body.url;
  command.secret = body.secret ? *body.secret : call.services.apps.new_secret();
  command.owner_id = call.session->user.id;
  AUTHLEDGER_TRY(written,
                 call.services.apps.add(call.context(), command,
                                        app_answer(call, command.app_id, "The app was added.")));
  return reply_of(std::move(written));
}

Result<Reply> update_app(Call& call) {
  AUTHLEDGER_TRY(body, read_input<UpdateAppBody>(call));
  auto& apps = call.services.apps;
  command::UpdateApp command;
  command.actor = call.session->user.id;
  if (body.app_id) {
    command.app_id = *body.app_id;
    command.name = body.app_name;
  } else {
    AUTHLEDGER_TRY(named, apps.find_by_name(call.tenant_id, *body.app_name));
    command.app_id = named->state.id;
  }
  AUTHLEDGER_CHECK(apps.managed(call.tenant_id, call.caller(), command.app_id));
  command.description = body.description;
  command.secret = body.secret;
  command.url = {call.body.HasMember("url"), body.url};
  AUTHLEDGER_TRY(written, call.services.dispatcher.run(
                              call.context(),
                              app_answer(call, command.app_id, "The app was updated."), command));
  return reply_of(std::move(written));
}

Result<Reply> get_app(Call& call) {
  const AppId id{call.path.find("app_id")->second};
  AUTHLEDGER_TRY(app, call.services.apps.managed(call.tenant_id, call.caller(), id));
  return Reply{manage_answer(call.route, app_object(app->state, true), "The app.")};
}

Result<Reply> delete_app(Call& call) {
  const AppId id{call.path.find("app_id")->second};
  AUTHLEDGER_TRY(app, call.services.apps.managed(call.tenant_id, call.caller(), id));
  const auto answer =
      manage_answer(call.route, app_object(app->state, true), "The app was deleted.");
  AUTHLEDGER_TRY(written,
                 call.services.apps.remove(call.context(), call.caller(), id,
                                           [&](Planned) -> Result<Answer> { return answer; }));
  return reply_of(std::move(written));
}

Result<Reply> set_secret(Call& call) {
  AUTHLEDGER_TRY(body, read_input<SecretBody>(call));
  AUTHLEDGER_TRY(app, call.services.apps.managed(call.tenant_id, call.caller(), body.app_id));
  auto shown = secret_object(app->state);
  shown.secret = body.secret;
  const auto answer = manage_answer(call.route, shown, "The secret was saved.");
  AUTHLEDGER_TRY(written,
                 call.services.dispatcher.run(
                     call.context(), [&](Planned) -> Result<Answer> { return answer; },
                     command::ChangeAppSecret{body.app_id, body.secret, call.session->user.id}));
  return reply_of(std::move(written));
}

Result<Reply> get_secret(Call& call) {
  AUTHLEDGER_TRY(input, read_input<AppRef>(call));
  AUTHLEDGER_TRY(app, call.services.apps.managed(call.tenant_id, call.caller(), input.app_id));
  return Reply{manage_answer(call.route, secret_object(app->state), "The secret.")};
}

// A token for the app alone: its audience is the app, so no face of this service takes it.
Result<Reply> url_and_token(Call& call) {
  AUTHLEDGER_TRY(body, read_input<AppRef>(call));
  auto& services = call.services;
  AUTHLEDGER_TRY(app, services.apps.find(call.tenant_id, body.app_id));
  AUTHLEDGER_TRY(user, services.dispatcher.load<command::UserAggregate>(
                           call.session->user.id, command::Freshness::kFresh));
  const auto* member = user->state.membership(body.app_id);
  if (user->state.banned_in(body.app_id, call.now)) return fail(errors::kUserBanned);
  if (member == nullptr || !member->active)
    AUTHLEDGER_CHECK(command::AppService::may_manage(call.caller(), app->state));
  if (!app->state.url) return fail(errors::kAppHasNoUrl);
  AccessClaims claims;
  claims.iss = services.settings.issuer;
  claims.aud = body.app_id.value;
  claims.client_id = body.app_id.value;
  claims.sub = call.session->user.id.value;
  claims.iat_s = call.now.ms / 1000;
  claims.exp_s = claims.iat_s + kAppTokenTtl_s;
  claims.jti = new_uuid(services.clock, services.random);
  claims.role_id = user->state.role_id;
  claims.tenant_id = call.tenant_id;
  AUTHLEDGER_TRY(token, services.tokens.issue(claims));
  return Reply{
      manage_answer(call.route, UrlAndToken{*app->state.url, std::move(token)}, "Go there.")};
}

}  // namespace authledger::infra::manage
