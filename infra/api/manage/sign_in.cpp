// Sign-up, log-in and what keeps a person in.
#include "infra/api/manage/answers.h"
#include "infra/api/manage/face.h"
#include "infra/api/manage/handlers.h"
#include "infra/api/manage/input.h"
#include "infra/api/manage/requests.h"
#include "infra/api/service/documents.h"
#include "infra/api/services.h"
#include "infra/api/session_tokens.h"
#include "infra/api/state_after.h"
#include "infra/api/token_notes.h"
#include "infra/http/query_parameters.h"
#include "shared/person_name.h"

namespace authledger::infra::manage {
namespace {

using command::UserState;
using Planned = std::span<const command::PlannedEvent>;

// The apps of a person, one of which may be just about to be made.
Result<std::vector<ClientApp>> apps_of(Call& call, const UserState& user, Planned planned) {
  std::vector<ClientApp> shown;
  for (const auto& [id, member] : user.memberships) {
    AUTHLEDGER_TRY(app, state_after<command::AppAggregate>(call.services.dispatcher, id, planned));
    if (app.exists()) shown.push_back({id.value, app.name, app.owner_id == user.id});
  }
  return shown;
}

Result<ClientObject> client_of(Call& call, const UserState& user, Planned planned) {
  const auto name = person_name(user.first_name, user.last_name, user.fullname);
  AUTHLEDGER_TRY(apps, apps_of(call, user, planned));
  return ClientObject{user.id.value, name.first,   name.last,      user.email,
                      user.mobile,   user.role_id, std::move(apps)};
}

// `session`: its tokens are shown.
struct Opened {
  const command::StartSession* session = nullptr;
  std::string refresh_token{};
};

command::Render signed_in(Call& call, const UserId& id, Opened opened, std::string_view message) {
  return [&call, id, opened = std::move(opened), message](Planned planned) -> Result<Answer> {
    AUTHLEDGER_TRY(user,
                   state_after<command::UserAggregate>(call.services.dispatcher, id, planned));
    SignedIn data;
    AUTHLEDGER_TRY(client, client_of(call, user, planned));
    data.client = std::move(client);
    if (opened.session != nullptr) {
      AUTHLEDGER_TRY(token,
                     issue_access_token(call, {id, opened.session->session_id, user.role_id}));
      keep_tokens(call.services, opened.session->session_id, token, opened.refresh_token);
      data.tokens = TokensObject{std::move(token), opened.refresh_token, "Bearer",
                                 call.services.settings.access_ttl_s};
    }
    return manage_answer(call.route, std::move(data), message);
  };
}

// Whether somebody new comes in at once, or settings ask for something first.
bool comes_in_at_once(const Call& call, const command::RegisterUser& person) {
  UserState user;
  user.id = person.user_id;
  user.role_id = person.role_id;
  const auto missing = call.services.login.admit(user, call.now);
  return missing && !missing->any();
}

Error second_factor_needed(const command::SecondFactors& missing,
                           const command::StartSession& session) {
  Error needed =
      error(missing.email ? errors::kEmailTwoFactorNeeded : errors::kMobileTwoFactorNeeded);
  needed.user_id = session.user_id.value;
  needed.session_id = session.session_id.value;
  return needed;
}

}  // namespace

Result<Reply> sign_up(Call& call) {
  AUTHLEDGER_TRY(body, read_input<SignUpBody>(call));
  auto& services = call.services;
  command::AppSignUp wanted;
  auto& person = wanted.person;
  person.user_id = UserId{new_uuid(services.clock, services.random)};
  person.email = body.email;
  person.mobile = body.mobile_number;
  person.fullname = body.first_name + " " + body.last_name;
  person.first_name = body.first_name;
  person.last_name = body.last_name;
  person.role_id = std::string(command::roles::kUser);
  person.origin = events::origin::kSelf;
  person.owner_id = person.user_id;
  wanted.password = body.password;
  wanted.app_name = body.app;
  wanted.app_description = body.description.value_or("");
  wanted.new_app = AppId{new_uuid(services.clock, services.random)};
  command::StartSession session;
  Opened opened;
  const UserId id = person.user_id;
  if (comes_in_at_once(call, person)) {
    session = services.sessions.start(call.context(), id, 0, "password");
    opened = {&session, services.refresh_tokens.issue(session)};
    wanted.session = session;
  }
  AUTHLEDGER_TRY(written, services.members.sign_up(
                              call.context(), std::move(wanted),
                              signed_in(call, id, std::move(opened), "You have signed up.")));
  return reply_of(std::move(written));
}

Result<Reply> log_in(Call& call) {
  AUTHLEDGER_TRY(body, read_input<ManageLoginBody>(call));
  auto& services = call.services;
  AUTHLEDGER_TRY(proved,
                 services.login.authenticate(
                     call.context(), {body.email, body.password, call.request.remote_address}));
  AUTHLEDGER_TRY(missing, services.login.admit(proved.user, call.now));
  auto session =
      services.sessions.start(call.context(), proved.user.id, proved.user_version, "password");
  session.second_factors = missing.names();
  session.pending_until = call.now.plus_s(services.settings.pending_session_ttl_s);
  command::Render render = [&](Planned) -> Result<Answer> {
    return call.route.refusal(second_factor_needed(missing, session), call.now);
  };
  if (!missing.any()) {
    Opened opened{&session, services.refresh_tokens.issue(session)};
    render = signed_in(call, proved.user.id, std::move(opened), "You are logged in.");
  }
  AUTHLEDGER_TRY(written, services.dispatcher.run(call.context(), render, session, proved.clear));
  return reply_of(std::move(written));
}

Result<Reply> log_out(Call& call) {
  const auto answer = manage_answer(call.route, LoggedOutSession{call.session->session.id.value},
                                    "You are logged out.");
  AUTHLEDGER_TRY(written,
                 call.services.sessions.end(call.context(), *call.session,
                                            [&](Planned) -> Result<Answer> { return answer; }));
  return reply_of(std::move(written));
}

Result<Reply> refresh(Call& call) {
  AUTHLEDGER_TRY(body, read_input<RefreshBody>(call));
  const auto render = [&](const command::Redeemed& redeemed) -> Result<Answer> {
    const auto& live = redeemed.live;
    call.tenant_id = live.session.tenant_id;
    AUTHLEDGER_TRY(token,
                   issue_access_token(call, {live.user.id, live.session.id, live.user.role_id}));
    keep_tokens(call.services, live.session.id, token, redeemed.refresh_token);
    return manage_answer(call.route,
                         TokensObject{std::move(token), redeemed.refresh_token, "Bearer",
                                      call.services.settings.access_ttl_s},
                         "Here are new tokens.");
  };
  AUTHLEDGER_TRY(written,
                 call.services.refresh_tokens.redeem(call.context(), body.refresh_token, render));
  return reply_of(std::move(written));
}

Result<Reply> join(Call& call) {
  AUTHLEDGER_TRY(body, read_input<JoinBody>(call));
  auto& services = call.services;
  auto app = is_uuid(body.app) ? services.apps.find(call.tenant_id, AppId{lower_id(body.app)})
                               : services.apps.find_by_name(call.tenant_id, body.app);
  if (!app) return fail(std::move(app).error());
  const auto& state = (*app)->state;
  const UserId& user = call.session->user.id;
  const ClientApp shown{state.id.value, state.name, state.owner_id == user};
  const auto answer = manage_answer(call.route, shown, "You are a member of the app.");
  AUTHLEDGER_TRY(written, services.members.join(call.context(), user, state.id,
                                                [&](Planned) -> Result<Answer> { return answer; }));
  return reply_of(std::move(written));
}

}  // namespace authledger::infra::manage
