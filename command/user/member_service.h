// The use cases on members of apps that look at more than one stream: sign-up into an app, joining,
// bans, roles. Who may manage is AppService's. Thread-safe.
#pragma once

#include <optional>
#include <string>

#include "command/app/app_service.h"
#include "command/user/user_service.h"

namespace authledger::command {

// A sign-up into an app, which is made when there is none of the name; its owner is the person
// then.
struct AppSignUp {
  RegisterUser person;  // without `joins`
  std::string password;
  std::string app_name;
  std::string app_description;
  AppId new_app;                          // its id if it is made
  std::optional<StartSession> session{};  // started at once; the version is filled in
};

struct NewBan {
  UserId user_id;
  std::optional<AppId> app_id;  // nothing: the whole account
  std::optional<std::string> reason;
  std::optional<Timestamp> until;
};

class MemberService {
 public:
  // `must_accept`: whom an owner puts into an app is there imposed until it joins by itself.
  MemberService(Dispatcher& dispatcher, AppService& apps, UserService& users,
                bool must_accept = false)
      : dispatcher_(dispatcher), apps_(apps), users_(users), must_accept_(must_accept) {}

  // In one transaction. Errors: as UserService::register_user.
  Result<Written> sign_up(const CommandContext& context, AppSignUp sign_up, const Render& render);

  // A person by itself, or added by who manages the app. Errors: app.app_not_found, those of
  // JoinApp; add: auth.not_allowed.
  Result<Written> join(const CommandContext& context, const UserId& user, const AppId& app,
                       const Render& render);
  Result<Written> add(const CommandContext& context, const Caller& caller, const UserId& user,
                      const AppId& app, const Render& render);
  Result<Written> set_active(const CommandContext& context, const Caller& caller,
                             const UserId& user, const AppId& app, bool active,
                             const Render& render);

  // Errors: those of AppService::managed() where an app is named, and of BanUser and UnbanUser.
  Result<Written> ban(const CommandContext& context, const Caller& caller, const NewBan& ban,
                      const Render& render);
  Result<Written> unban(const CommandContext& context, const Caller& caller, const UserId& user,
                        const std::optional<AppId>& app, const Render& render);

  // Errors: those of AppService::managed(), app.role_is_of_another_app, app.role_not_found, and of
  // AssignAppRole and ReplaceAppRole.
  Result<Written> assign_role(const CommandContext& context, const Caller& caller,
                              const AssignAppRole& command, const Render& render);
  Result<Written> replace_role(const CommandContext& context, const Caller& caller,
                               const ReplaceAppRole& command, const Render& render);
  // Errors: membership.role_assignment_not_found, auth.not_allowed.
  Result<Written> remove_role(const CommandContext& context, const Caller& caller,
                              const RoleAssignmentId& assignment, const Render& render);

  // The person with an e-mail address. Errors: user.user_not_found.
  Result<UserId> find_by_email(const std::string& tenant_id, const std::string& email);

 private:
  // Who joined while the app was being deleted leaves again: the clean-up may be through already.
  // False: so it was.
  Result<bool> still_there(const CommandContext& context, const UserId& user, const AppId& app);
  Result<Written> enter(const CommandContext& context, const JoinApp& command,
                        const Render& render);
  Result<AppPtr> app_with_role(const std::string& tenant_id, const Caller& caller, const AppId& app,
                               const AppRoleId& role);

  Dispatcher& dispatcher_;
  AppService& apps_;
  UserService& users_;
  const bool must_accept_;
};

}  // namespace authledger::command
