#include "infra/api/pool/routes.h"

#include <mutex>
#include <set>

#include "infra/api/pool/accounts.h"
#include "infra/api/pool/answers.h"
#include "infra/api/pool/google.h"
#include "infra/api/pool/mails.h"
#include "infra/api/pool/requests.h"
#include "infra/api/pool/sessions.h"
#include "shared/errors.h"
#include "shared/schema.h"

namespace authledger::infra {
namespace {

template <class Data>
std::string answer_schema() {
  return json_schema<PoolAnswer<Data>>();
}

const std::vector<const ErrorRow*> kNoAdmission = {&errors::kUserArchived,
                                                   &errors::kUserBanned,
                                                   &errors::kEmailVerificationNeeded,
                                                   &errors::kMobileVerificationNeeded,
                                                   &errors::kEmailTwoFactorNeeded,
                                                   &errors::kMobileTwoFactorNeeded};

std::vector<const ErrorRow*> and_no_admission(std::vector<const ErrorRow*> rows) {
  rows.insert(rows.end(), kNoAdmission.begin(), kNoAdmission.end());
  return rows;
}

std::vector<Route> account_rows() {
  return {
      {.name = "poolSignUp",
       .method = "POST",
       .path = "/user_signup",
       .request_schema = &json_schema<PoolSignUpBody>,
       .response_schema = &answer_schema<NoData>,
       .refusals = {&errors::kEmailTaken, &errors::kUsernameTaken, &errors::kPasswordWeak,
                    &errors::kHashPoolFull},
       .sign_up_limit = true,
       .handler = pool_sign_up,
       .about = "Sign up; a code is sent to the address, and no log-in is before it is confirmed."},
      {.name = "poolConfirm",
       .method = "POST",
       .path = "/auth_confirm",
       .request_schema = &json_schema<PoolConfirmBody>,
       .response_schema = &answer_schema<NoData>,
       .refusals = {&errors::kConfirmCodeRefused, &errors::kTooManyAttempts},
       .verification_limit = true,
       .handler = pool_confirm,
       .about = "Confirm the e-mail address by its code."},
      {.name = "poolResendCode",
       .method = "POST",
       .path = "/resend_confirmcode",
       .request_schema = &json_schema<PoolNameBody>,
       .response_schema = &answer_schema<NoData>,
       .verification_limit = true,
       .handler = pool_resend_code,
       .about = "Send another code for the address; the one before is void."},
      {.name = "poolForgotPassword",
       .method = "POST",
       .path = "/forgot_password",
       .request_schema = &json_schema<PoolNameBody>,
       .response_schema = &answer_schema<NoData>,
       .verification_limit = true,
       .handler = pool_forgot_password,
       .about = "Send a code for a new password."},
      {.name = "poolResetPassword",
       .method = "POST",
       .path = "/confirm_code_forgot_password",
       .request_schema = &json_schema<PoolResetBody>,
       .response_schema = &answer_schema<NoData>,
       .refusals = {&errors::kConfirmCodeRefused, &errors::kTooManyAttempts, &errors::kPasswordWeak,
                    &errors::kHashPoolFull},
       .verification_limit = true,
       .handler = pool_reset_password,
       .about = "Set a new password by its code; every session ends."},
  };
}

std::vector<Route> session_rows() {
  return {
      {.name = "poolLogin",
       .method = "POST",
       .path = "/user_login",
       .request_schema = &json_schema<PoolLoginBody>,
       .response_schema = &answer_schema<PoolSession>,
       .refusals = and_no_admission(
           {&errors::kWrongCredentials, &errors::kTooManyAttempts, &errors::kHashPoolFull}),
       .sign_in_limit = true,
       .handler = pool_login,
       .about = "Log in with username or e-mail and password."},
      {.name = "poolTest",
       .method = "POST",
       .path = "/test",
       .access = Access::kSession,
       .reads = ReadClass::kTruth,
       .response_schema = &answer_schema<NoData>,
       .handler = pool_test,
       .about = "Whether the session is alive."},
      {.name = "poolLogout",
       .method = "POST",
       .path = "/user_logout",
       .access = Access::kSession,
       .response_schema = &answer_schema<NoData>,
       .handler = pool_logout,
       .about = "End the session."},
      {.name = "poolRefresh",
       .method = "POST",
       .path = "/refresh_token",
       .request_schema = &json_schema<PoolRefreshBody>,
       .response_schema = &answer_schema<PoolSession>,
       .refusals = {&errors::kRefreshTokenRefused, &errors::kUserBanned},
       .handler = pool_refresh,
       .about = "Go on with new tokens; a used refresh token leads to the same ones for a moment, "
                "and ends the session after that."},
      {.name = "poolLoginGoogle",
       .method = "POST",
       .path = "/login_google",
       .request_schema = &json_schema<PoolGoogleBody>,
       .response_schema = &answer_schema<PoolSession>,
       .refusals = and_no_admission({&errors::kGoogleOff, &errors::kGoogleTokenRefused,
                                     &errors::kGoogleEmailUnverified, &errors::kGoogleUnavailable}),
       .sign_up_limit = true,
       .handler = pool_login_google,
       .about = "Log in by an id_token of Google."},
      {.name = "poolGoogleFlow",
       .method = "GET",
       .path = "/login_google",
       .response_schema = &answer_schema<PoolSession>,
       .parameters = {{.name = "code", .about = "what Google sends the browser back with"},
                      {.name = "state", .about = "likewise"},
                      {.name = "error", .about = "likewise, instead of a code"}},
       .refusals = and_no_admission({&errors::kGoogleOff, &errors::kGoogleTokenRefused,
                                     &errors::kGoogleEmailUnverified, &errors::kGoogleUnavailable,
                                     &errors::kGoogleFlowRefused, &errors::kGoogleDenied}),
       .other_statuses = {302},
       .writes = true,
       .sign_up_limit = true,
       .handler = pool_google_flow,
       .about = "Log in at Google: leads the browser there, and takes it back with a code."},
  };
}

std::vector<Route> mail_rows() {
  return {
      {.name = "poolReferenceMail",
       .method = "POST",
       .path = "/send-mail/reference-email",
       .request_schema = &json_schema<PoolReferenceBody>,
       .response_schema = &answer_schema<NoData>,
       .refusals = {&errors::kTooManyInvitations, &errors::kLoginRequired, &errors::kNotAllowed},
       .verification_limit = true,
       .handler = pool_reference_mail,
       .about = "Send a mail in a person's name that tells somebody else of the service."},
      {.name = "poolInviteTemplate",
       .method = "GET",
       .path = "/template-invite-mail",
       .access = Access::kSession,
       .reads = ReadClass::kTruth,
       .response_schema = &answer_schema<PoolInviteTemplate>,
       .handler = pool_invite_template,
       .about = "The reference mail as it would be sent in the caller's name."},
  };
}

std::string_view kept(std::string text) {
  static std::mutex mutex;
  static std::set<std::string, std::less<>> all;
  const std::lock_guard lock(mutex);
  return *all.insert(std::move(text)).first;
}

}  // namespace

std::vector<Route> pool_routes() {
  std::vector<Route> rows;
  for (const auto& rows_of : {account_rows, session_rows, mail_rows}) {
    for (auto& row : rows_of()) {
      row.face = &pool_face();
      rows.push_back(std::move(row));
    }
  }
  return rows;
}

std::vector<Route> staged_routes(std::span<const Route> routes, const std::string& prefix) {
  std::vector<Route> rows;
  if (prefix.empty()) return rows;
  for (const auto& route : routes) {
    if (route.face != &pool_face()) continue;
    rows.push_back(route);
    rows.back().path = kept(prefix + std::string(route.path));
  }
  return rows;
}

}  // namespace authledger::infra
