#include "infra/api/service/verification.h"

#include "infra/api/envelope.h"
#include "infra/api/service/session_answers.h"
#include "infra/api/service/user_answers.h"
#include "infra/api/service/verification_requests.h"
#include "infra/api/services.h"
#include "infra/http/query_parameters.h"

namespace authledger::infra {
namespace {

using command::VerificationUse;

const command::VerificationKind& kind_of(const Call& call) {
  auto path = call.route.path.substr(std::string_view("/verification-services/").size());
  return *command::find_verification_kind(path.substr(0, path.find('/')));
}

Result<command::VerificationAsked> read_asked(const Call& call) {
  command::VerificationAsked asked{kind_of(call)};
  asked.tells = call.services.settings.development();
  if (call.session) asked.asker = call.session->user.id;
  if (asked.kind.use == VerificationUse::kSecondFactor) {
    AUTHLEDGER_TRY(body, call.read_body<StartSecondFactorBody>());
    asked.user_id = UserId{lower_id(body.user_id)};
    asked.session_id = SessionId{lower_id(body.session_id)};
    asked.client = body.client;
    asked.reason = body.reason;
  } else if (asked.kind.use == VerificationUse::kPasswordReset && asked.kind.by_mobile()) {
    AUTHLEDGER_TRY(body, call.read_body<StartByMobileBody>());
    asked.mobile = body.mobile;
  } else {
    AUTHLEDGER_TRY(body, call.read_body<StartByEmailBody>());
    asked.email = body.email;
  }
  return asked;
}

template <class Body>
std::string code_of(const Body& body) {
  return body.secret_code ? *body.secret_code : body.code.value_or("");
}

Result<command::CodeBrought> read_brought(const Call& call) {
  command::CodeBrought brought{kind_of(call)};
  brought.tells = call.services.settings.development();
  brought.client = call.request.remote_address;
  if (brought.kind.use == VerificationUse::kSecondFactor) {
    AUTHLEDGER_TRY(body, call.read_body<CompleteSecondFactorBody>());
    brought.user_id = UserId{lower_id(body.user_id)};
    brought.session_id = SessionId{lower_id(body.session_id)};
    brought.code = code_of(body);
  } else if (brought.kind.use == VerificationUse::kPasswordReset) {
    AUTHLEDGER_TRY(body, call.read_body<CompleteResetBody>());
    brought.email = body.email.value_or("");
    brought.mobile = body.mobile.value_or("");
    brought.user_id = UserId{lower_id(body.user_id.value_or(""))};
    brought.code = code_of(body);
    brought.new_password = body.password;
  } else {
    AUTHLEDGER_TRY(body, call.read_body<CompleteBody>());
    brought.email = body.email.value_or("");
    brought.user_id = UserId{lower_id(body.user_id.value_or(""))};
    brought.code = code_of(body);
  }
  return brought;
}

// In production, only what the caller has said, so that the answer is the same for nobody.
std::string started_object(const Call& call, const command::VerificationAsked& asked,
                           const command::StartedVerification& started) {
  const bool development = call.services.settings.development();
  const bool second_factor = asked.kind.use == VerificationUse::kSecondFactor;
  StartedCode shown;
  if (second_factor) shown.session_id = asked.session_id.value;
  if (development || second_factor) {
    const auto& user = started.account.user->state;
    shown.user_id = user.id.value;
    if (asked.kind.by_mobile())
      shown.mobile = user.mobile.value_or("");
    else
      shown.email = user.email;
  } else if (!asked.mobile.empty()) {
    shown.mobile = asked.mobile;
  } else {
    shown.email = asked.email;
  }
  if (development) shown.secret_code = started.code;
  shown.expire_time_s = started.expires_in_s;
  shown.date = call.now;
  return encode(shown);
}

std::string completed_object(const command::VerificationKind& kind,
                             const command::UserState& user) {
  CompletedCode shown;
  shown.user_id = user.id.value;
  if (kind.by_mobile())
    shown.mobile = user.mobile.value_or("");
  else
    shown.email = user.email;
  return encode(shown);
}

// A pending session that has passed all it needs gets its token now; one that was alive before
// gets none that it did not bring. `before` is as new as what is about to be written, or that is
// decided again.
Result<Answer> passed_answer(Call& call, const command::CodeBrought& brought,
                             std::span<const command::PlannedEvent> planned) {
  AUTHLEDGER_TRY(
      live, call.services.sessions.find_open(call.tenant_id, brought.session_id, brought.user_id));
  const auto& before = live.session;
  ShownSession shown;
  shown.id = before.id;
  shown.needs_email = before.needs_email && brought.kind.by_mobile();
  shown.needs_mobile = before.needs_mobile && !brought.kind.by_mobile();
  if (before.pending() && !shown.needs_email && !shown.needs_mobile)
    return session_answer(call, live.user.id, before.id)(planned);
  if (call.session && call.session->session.id == before.id) {
    shown.token = call.token;
    shown.token_expires = Timestamp{call.token_expires_s * 1000};
  }
  return Answer{200, {}, session_object(call, session_user(live.user), shown)};
}

}  // namespace

Result<Reply> start_verification(Call& call) {
  AUTHLEDGER_TRY(asked, read_asked(call));
  AUTHLEDGER_TRY(written, call.services.verifications.start(
                              call.context(), asked,
                              [&](const command::StartedVerification& started) -> Result<Answer> {
                                return Answer{200, {}, started_object(call, asked, started)};
                              }));
  return reply_of(std::move(written));
}

Result<Reply> complete_verification(Call& call) {
  AUTHLEDGER_TRY(brought, read_brought(call));
  const auto render = [&](const command::UserState& user) -> command::Render {
    return
        [&call, &brought, user](std::span<const command::PlannedEvent> planned) -> Result<Answer> {
          if (brought.kind.use == VerificationUse::kSecondFactor)
            return passed_answer(call, brought, planned);
          return Answer{200, {}, completed_object(brought.kind, user)};
        };
  };
  AUTHLEDGER_TRY(written, call.services.verifications.complete(call.context(), brought, render));
  return reply_of(std::move(written));
}

Result<Reply> get_second_factor(Call& call) {
  AUTHLEDGER_TRY(known, call.services.dispatcher.load<command::UserAggregate>(
                            call.path_user(), command::Freshness::kFresh));
  if (!known->state.exists() || known->state.tenant_id != call.tenant_id)
    return fail(errors::kUserNotFound);
  return Reply{{200,
                {},
                object_envelope(call, encode(SecondFactorObject{known->state.id.value,
                                                                known->state.second_factor}))}};
}

Result<Reply> update_second_factor(Call& call) {
  AUTHLEDGER_TRY(body, call.read_body<SecondFactorBody>());
  const command::ChangeSecondFactor change{call.path_user(), body.second_factor,
                                           call.session->user.id, call.session->user.role_id};
  AUTHLEDGER_TRY(written,
                 call.services.dispatcher.run(
                     call.context(),
                     [&](std::span<const command::PlannedEvent>) -> Result<Answer> {
                       return Answer{
                           200,
                           {},
                           object_envelope(call, encode(SecondFactorObject{change.user_id.value,
                                                                           change.second_factor}))};
                     },
                     change));
  return reply_of(std::move(written));
}

}  // namespace authledger::infra
