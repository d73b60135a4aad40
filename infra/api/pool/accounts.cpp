#include "infra/api/pool/accounts.h"

#include "infra/api/pool/answers.h"
#include "infra/api/pool/requests.h"
#include "infra/api/service/documents.h"
#include "infra/api/services.h"
#include "infra/http/call.h"
#include "infra/telemetry/json_log.h"

namespace authledger::infra {
namespace {

namespace kinds = command::verification_kinds;

command::Render says(std::string message) {
  return [answer = pool_answer(std::move(message))](
             std::span<const command::PlannedEvent>) -> Result<Answer> { return answer; };
}

// A code that is not right is a wrong input here, whatever is wrong with it; a code too soon after
// another one is one too many.
Error as_pool_says(Error refused) {
  for (const auto* row : {&errors::kCodeRefused, &errors::kCodeMismatch, &errors::kCodeExpired,
                          &errors::kNoOngoingVerification}) {
    if (refused.id == row->id) return error(errors::kConfirmCodeRefused);
  }
  if (refused.id == errors::kCodeSentRecently.id) {
    Error many = error(errors::kTooManyRequests, refused.detail);
    many.retry_after_s = refused.retry_after_s;
    return many;
  }
  return refused;
}

Result<Reply> send_code(Call& call, const command::VerificationKind& kind) {
  AUTHLEDGER_TRY(body, call.read_body<PoolNameBody>());
  command::VerificationAsked asked{kind};
  asked.login_name = body.username;
  auto written = call.services.verifications.start(
      call.context(), asked, [](const command::StartedVerification&) -> Result<Answer> {
        return pool_answer("If this account needs a code, it has been sent.");
      });
  if (!written) return fail(as_pool_says(std::move(written).error()));
  return reply_of(std::move(*written));
}

Result<Reply> take_code(Call& call, const command::CodeBrought& brought, std::string message) {
  auto written = call.services.verifications.complete(
      call.context(), brought, [&](const command::UserState&) { return says(message); });
  if (!written) return fail(as_pool_says(std::move(written).error()));
  return reply_of(std::move(*written));
}

// Best effort: the account is there, and another code can be asked for at once.
void send_first_code(const Call& call, const std::string& email) {
  auto context = call.context();
  context.idempotency.reset();
  command::VerificationAsked asked{kinds::kEmail};
  asked.email = email;
  asked.unasked = true;
  const auto sent = call.services.verifications.start(
      context, asked,
      [](const command::StartedVerification&) -> Result<Answer> { return Answer{}; });
  if (!sent) {
    json_log(LogLevel::kWarning, "a sign-up got no code",
             {{"requestId", call.request_id}, {"reason", std::string(sent.error().id)}});
  }
}

}  // namespace

Result<Reply> pool_sign_up(Call& call) {
  AUTHLEDGER_TRY(body, call.read_body<PoolSignUpBody>());
  command::RegisterUser person;
  person.user_id = UserId{new_uuid(call.services.clock, call.services.random)};
  person.email = body.email;
  person.username = body.username;
  person.fullname = body.username;
  person.role_id = std::string(command::roles::kUser);
  person.origin = events::origin::kPool;
  person.owner_id = person.user_id;
  AUTHLEDGER_TRY(written, call.services.users.register_user(
                              call.context(), person, body.password,
                              says("Signed up. A code has been sent to the e-mail address.")));
  if (!written.replayed) send_first_code(call, body.email);
  return reply_of(std::move(written));
}

Result<Reply> pool_confirm(Call& call) {
  AUTHLEDGER_TRY(body, call.read_body<PoolConfirmBody>());
  command::CodeBrought brought{kinds::kEmail};
  brought.login_name = body.username;
  brought.code = body.confirm_code;
  brought.client = call.request.remote_address;
  return take_code(call, brought, "The e-mail address is confirmed.");
}

Result<Reply> pool_reset_password(Call& call) {
  AUTHLEDGER_TRY(body, call.read_body<PoolResetBody>());
  command::CodeBrought brought{kinds::kResetByEmail};
  brought.login_name = body.username;
  brought.code = body.confirm_code;
  brought.new_password = body.password;
  brought.client = call.request.remote_address;
  return take_code(call, brought, "The password is changed.");
}

Result<Reply> pool_resend_code(Call& call) { return send_code(call, kinds::kEmail); }
Result<Reply> pool_forgot_password(Call& call) { return send_code(call, kinds::kResetByEmail); }

}  // namespace authledger::infra
