// Members and their bans.
#include "infra/api/manage/answers.h"
#include "infra/api/manage/handlers.h"
#include "infra/api/manage/requests.h"
#include "infra/api/manage/rows.h"

namespace authledger::infra::manage {
namespace {

Route member_list(std::string_view name, std::string_view path, Handler handler,
                  std::string_view about) {
  return {.name = name,
          .method = "GET",
          .path = path,
          .access = Access::kSession,
          .reads = ReadClass::kReadYourWrites,
          .response_schema = &many<MemberRow>,
          .parameters = list_parameters(),
          .refusals = kOfApp,
          .handler = handler,
          .about = about};
}

}  // namespace

std::vector<Route> member_rows() {
  return {
      member_list("getAllUser", "/manage/getAllUser", list_all_users,
                  "List the members of the apps that one manages."),
      member_list("getActiveUser", "/manage/getActiveUser", list_active_users,
                  "List the active members."),
      member_list("getInactiveUser", "/manage/getInactiveUser", list_inactive_users,
                  "List the inactive members: set so, archived, or never confirmed."),
      member_list("getBannedUser", "/manage/getBannedUser", list_banned_users,
                  "List the banned members."),
      {.name = "banUser",
       .method = "POST",
       .path = "/manage/banUser",
       .access = Access::kAppManager,
       .request_schema = &json_schema<BanBody>,
       .response_schema = &one<BanObject>,
       .refusals =
           of_app({&errors::kUserNotFound, &errors::kNotAMember, &errors::kCannotBanYourself,
                   &errors::kCannotBanOwner, &errors::kCannotBanAdmin, &errors::kLastSuperAdmin}),
       .handler = ban,
       .about = "Ban a member in an app, or without app_id (admins) the whole account."},
      {.name = "unbanUser",
       .method = "POST",
       .path = "/manage/unbanUser",
       .access = Access::kAppManager,
       .request_schema = &json_schema<UnbanBody>,
       .response_schema = &one<BanObject>,
       .refusals = of_app({&errors::kUserNotFound, &errors::kNotAMember, &errors::kSuperAdminOnly}),
       .handler = unban,
       .about = "Lift a ban."},
      {.name = "postAddUserToApp",
       .method = "POST",
       .path = "/manage/postAddUserToApp",
       .access = Access::kAppManager,
       .success_status = 201,
       .request_schema = &json_schema<AddMemberBody>,
       .response_schema = &one<MemberRef>,
       .refusals = of_app({&errors::kUserNotFound, &errors::kUserBanned, &errors::kUserArchived,
                           &errors::kTooManyApps}),
       .handler = add_member,
       .about = "Make somebody a member of an app."},
      {.name = "setMemberActive",
       .method = "POST",
       .path = "/manage/setMemberActive",
       .access = Access::kAppManager,
       .request_schema = &json_schema<MemberActiveBody>,
       .response_schema = &one<MemberActive>,
       .refusals =
           of_app({&errors::kUserNotFound, &errors::kNotAMember, &errors::kOwnerStaysActive}),
       .handler = set_member_active,
       .about = "Make a member active or inactive."},
      {.name = "getUserWithToken",
       .method = "GET",
       .path = "/manage/getUserWithToken",
       .access = Access::kSession,
       .response_schema = &many<TokenRow>,
       .parameters = list_parameters(),
       .refusals = kOfApp,
       .writes = true,
       .repeats = true,
       .handler = list_tokens,
       .about = "List the live sessions of members, with fingerprints of their tokens."},
      {.name = "getUserWithTokenByApp",
       .method = "POST",
       .path = "/manage/getUserWithTokenByApp",
       .access = Access::kAppManager,
       .request_schema = &json_schema<AppRef>,
       .response_schema = &many<TokenRow>,
       .refusals = kOfApp,
       .repeats = true,
       .handler = list_tokens_of_app,
       .about = "List the live sessions of one app's members."},
  };
}

}  // namespace authledger::infra::manage
