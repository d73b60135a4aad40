// The rows of the verification services.
#include "infra/api/service/answers.h"
#include "infra/api/service/routes.h"
#include "infra/api/service/verification.h"
#include "infra/api/service/verification_requests.h"
#include "shared/errors.h"
#include "shared/schema.h"

namespace authledger::infra {
namespace {

using Schema = std::string (*)();
using Refusals = std::vector<const ErrorRow*>;

Route start_row(std::string_view name, std::string_view path, Schema body, Refusals refusals,
                std::string_view about) {
  refusals.push_back(&errors::kCodeSentRecently);
  return {.name = name,
          .method = "POST",
          .path = path,
          .request_schema = body,
          .response_schema = &json_schema<StartedCode>,
          .refusals = std::move(refusals),
          .verification_limit = true,
          .handler = start_verification,
          .about = about};
}

Route complete_row(std::string_view name, std::string_view path, Schema body, Schema answer,
                   Refusals refusals, std::string_view about) {
  for (const auto* one : {&errors::kCodeRefused, &errors::kCodeMismatch, &errors::kCodeExpired,
                          &errors::kNoOngoingVerification, &errors::kTooManyAttempts})
    refusals.push_back(one);
  return {.name = name,
          .method = "POST",
          .path = path,
          .request_schema = body,
          .response_schema = answer,
          .refusals = std::move(refusals),
          .verification_limit = true,
          .handler = complete_verification,
          .about = about};
}

const Refusals kSecondFactorRefusals = {&errors::kSessionEnded, &errors::kMobileVerificationNeeded};
const Refusals kResetRefusals = {&errors::kPasswordWeak, &errors::kHashPoolFull};

}  // namespace

std::vector<Route> verification_rows() {
  return {
      start_row("startEmailVerification", "/verification-services/email-verification/start",
                &json_schema<StartByEmailBody>,
                {&errors::kEmailUnknown, &errors::kEmailAlreadyVerified},
                "Send a code to an e-mail address that is to be verified."),
      complete_row("completeEmailVerification",
                   "/verification-services/email-verification/complete", &json_schema<CompleteBody>,
                   &json_schema<CompletedCode>, {}, "Verify the e-mail address by its code."),
      start_row("startMobileVerification", "/verification-services/mobile-verification/start",
                &json_schema<StartByEmailBody>,
                {&errors::kEmailUnknown, &errors::kMobileAlreadyVerified, &errors::kHasNoMobile},
                "Send a code to the mobile number that is to be verified."),
      complete_row("completeMobileVerification",
                   "/verification-services/mobile-verification/complete",
                   &json_schema<CompleteBody>, &json_schema<CompletedCode>, {&errors::kMobileTaken},
                   "Verify the mobile number by its code."),
      start_row("startEmailSecondFactor", "/verification-services/email-2factor-verification/start",
                &json_schema<StartSecondFactorBody>, kSecondFactorRefusals,
                "Send the code that a session waits for by e-mail."),
      complete_row("completeEmailSecondFactor",
                   "/verification-services/email-2factor-verification/complete",
                   &json_schema<CompleteSecondFactorBody>, &json_schema<SessionObject>,
                   kSecondFactorRefusals, "Pass the second factor of a session."),
      start_row("startMobileSecondFactor",
                "/verification-services/mobile-2factor-verification/start",
                &json_schema<StartSecondFactorBody>, kSecondFactorRefusals,
                "Send the code that a session waits for to the mobile."),
      complete_row("completeMobileSecondFactor",
                   "/verification-services/mobile-2factor-verification/complete",
                   &json_schema<CompleteSecondFactorBody>, &json_schema<SessionObject>,
                   kSecondFactorRefusals, "Pass the second factor of a session."),
      start_row("startPasswordResetByEmail", "/verification-services/password-reset-by-email/start",
                &json_schema<StartByEmailBody>, {&errors::kEmailUnknown},
                "Send a code for a new password by e-mail."),
      complete_row("completePasswordResetByEmail",
                   "/verification-services/password-reset-by-email/complete",
                   &json_schema<CompleteResetBody>, &json_schema<CompletedCode>, kResetRefusals,
                   "Set a new password by its code; every session ends."),
      start_row("startPasswordResetByMobile",
                "/verification-services/password-reset-by-mobile/start",
                &json_schema<StartByMobileBody>, {&errors::kMobileUnknown},
                "Send a code for a new password to a verified mobile."),
      complete_row("completePasswordResetByMobile",
                   "/verification-services/password-reset-by-mobile/complete",
                   &json_schema<CompleteResetBody>, &json_schema<CompletedCode>, kResetRefusals,
                   "Set a new password by its code; every session ends."),
      {.name = "getSecondFactor",
       .method = "GET",
       .path = "/v1/secondfactor/:userId",
       .access = Access::kSelfOrAdmin,
       .reads = ReadClass::kTruth,
       .data_name = "secondFactor",
       .action = "get",
       .response_schema = &json_schema<SecondFactorObject>,
       .refusals = {&errors::kUserNotFound},
       .handler = get_second_factor,
       .about = "What a person's log-ins ask for beside the password."},
      {.name = "updateSecondFactor",
       .method = "PATCH",
       .path = "/v1/secondfactor/:userId",
       .access = Access::kSelfOrAdmin,
       .data_name = "secondFactor",
       .action = "update",
       .request_schema = &json_schema<SecondFactorBody>,
       .response_schema = &json_schema<SecondFactorObject>,
       .refusals = {&errors::kUserNotFound, &errors::kUserArchived, &errors::kSuperAdminOnly,
                    &errors::kMobileVerificationNeeded},
       .handler = update_second_factor,
       .about = "Choose it: off, email or mobile; settings may ask for more."},
  };
}

}  // namespace authledger::infra
