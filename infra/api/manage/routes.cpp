#include "infra/api/manage/routes.h"

#include "infra/api/manage/answers.h"
#include "infra/api/manage/face.h"
#include "infra/api/manage/handlers.h"
#include "infra/api/manage/requests.h"
#include "infra/api/manage/rows.h"
#include "shared/errors.h"
#include "shared/schema.h"

namespace authledger::infra {
namespace {

using namespace manage;

Parameter app_id_parameter() {
  return {.name = "app_id", .about = "the app", .kind = Parameter::Kind::kId, .required = true};
}

std::vector<Route> sign_in_rows() {
  return {
      {.name = "manageSignup",
       .method = "POST",
       .path = "/auth/signup",
       .success_status = 201,
       .request_schema = &json_schema<SignUpBody>,
       .response_schema = &one<SignedIn>,
       .refusals = {&errors::kEmailTaken, &errors::kPasswordWeak, &errors::kHashPoolFull},
       .sign_up_limit = true,
       .handler = sign_up,
       .about = "Sign up into an app, which is made if there is none of this name."},
      {.name = "manageLogin",
       .method = "POST",
       .path = "/auth/login",
       .request_schema = &json_schema<ManageLoginBody>,
       .response_schema = &one<SignedIn>,
       .refusals = {&errors::kWrongCredentials, &errors::kUserArchived, &errors::kUserBanned,
                    &errors::kEmailVerificationNeeded, &errors::kMobileVerificationNeeded,
                    &errors::kEmailTwoFactorNeeded, &errors::kMobileTwoFactorNeeded,
                    &errors::kTooManyAttempts, &errors::kHashPoolFull},
       .sign_in_limit = true,
       .handler = log_in,
       .about = "Log in with e-mail and password."},
      {.name = "manageLogout",
       .method = "POST",
       .path = "/auth/logout",
       .access = Access::kSession,
       .response_schema = &one<LoggedOutSession>,
       .handler = log_out,
       .about = "End the session."},
      {.name = "manageRefresh",
       .method = "POST",
       .path = "/auth/refresh",
       .request_schema = &json_schema<RefreshBody>,
       .response_schema = &one<TokensObject>,
       .refusals = {&errors::kRefreshTokenRefused, &errors::kUserBanned},
       .handler = refresh,
       .about = "Go on with new tokens."},
      {.name = "manageJoin",
       .method = "POST",
       .path = "/auth/join",
       .access = Access::kSession,
       .success_status = 201,
       .request_schema = &json_schema<JoinBody>,
       .response_schema = &one<ClientApp>,
       .refusals = {&errors::kAppNotFound, &errors::kTooManyApps},
       .handler = join,
       .about = "Become a member of an app."},
  };
}

std::vector<Route> app_rows() {
  return {
      {.name = "getUrlAndToken",
       .method = "POST",
       .path = "/manage/getUrlAndToken",
       .access = Access::kAppManager,
       .reads = ReadClass::kTruth,
       .request_schema = &json_schema<AppRef>,
       .response_schema = &one<UrlAndToken>,
       .refusals = of_app({&errors::kUserBanned, &errors::kAppHasNoUrl}),
       .handler = url_and_token,
       .about =
           "The app's url, and a token for it that lives for 5 minutes; also for its members."},
      {.name = "postAddAndUpdateSecret",
       .method = "POST",
       .path = "/manage/postAddAndUpdateSecret",
       .access = Access::kAppManager,
       .request_schema = &json_schema<SecretBody>,
       .response_schema = &one<AppSecretObject>,
       .refusals = kOfApp,
       .handler = set_secret,
       .about = "Give the app another secret."},
      {.name = "getSecret",
       .method = "GET",
       .path = "/manage/getSecret",
       .access = Access::kAppManager,
       .reads = ReadClass::kTruth,
       .response_schema = &one<AppSecretObject>,
       .parameters = {app_id_parameter()},
       .refusals = kOfApp,
       .handler = get_secret,
       .about = "The app's secret."},
      {.name = "postAddApps",
       .method = "POST",
       .path = "/manage/postAddApps",
       .access = Access::kSession,
       .success_status = 201,
       .request_schema = &json_schema<AddAppBody>,
       .response_schema = &one<AppObject>,
       .refusals = {&errors::kAppNameTaken, &errors::kTooManyApps},
       .handler = add_app,
       .about = "Add an app and own it."},
      {.name = "putUpdateApps",
       .method = "PUT",
       .path = "/manage/putUpdateApps",
       .access = Access::kAppManager,
       .request_schema = &json_schema<UpdateAppBody>,
       .response_schema = &one<AppObject>,
       .refusals = of_app({&errors::kAppNameTaken}),
       .handler = update_app,
       .about = "Change an app, found by app_id, or by app_name without one."},
      {.name = "getApp",
       .method = "GET",
       .path = "/manage/getApp",
       .access = Access::kSession,
       .reads = ReadClass::kReadYourWrites,
       .response_schema = &many<AppObject>,
       .parameters = list_parameters(),
       .refusals = kOfApp,
       .handler = list_apps,
       .about = "List the apps that one manages, with their secrets."},
      {.name = "getAppById",
       .method = "GET",
       .path = "/manage/getAppById/:app_id",
       .access = Access::kAppManager,
       .reads = ReadClass::kTruth,
       .response_schema = &one<AppObject>,
       .refusals = kOfApp,
       .handler = get_app,
       .about = "One app, with its secret."},
      {.name = "deleteApp",
       .method = "GET",
       .path = "/manage/deleteApp/:app_id",
       .access = Access::kAppManager,
       .response_schema = &one<AppObject>,
       .refusals = kOfApp,
       .writes = true,
       .no_cookie = true,
       .handler = delete_app,
       .about = "Delete an app: its name is free again, its members leave it. Takes no token from "
                "a cookie."},
      {.name = "deleteAppByDelete",
       .method = "DELETE",
       .path = "/manage/deleteApp/:app_id",
       .access = Access::kAppManager,
       .response_schema = &one<AppObject>,
       .refusals = kOfApp,
       .handler = delete_app,
       .about = "The same by DELETE."},
  };
}

}  // namespace

std::vector<Route> manage_routes() {
  std::vector<Route> rows;
  for (const auto& rows_of : {sign_in_rows, app_rows, manage::member_rows, manage::role_rows}) {
    for (auto& row : rows_of()) {
      row.face = &manage_face();
      rows.push_back(std::move(row));
    }
  }
  return rows;
}

}  // namespace authledger::infra
