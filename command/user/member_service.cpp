#include "command/user/member_service.h"

namespace authledger::command {

Result<Written> MemberService::sign_up(const CommandContext& context, AppSignUp sign_up,
                                       const Render& render) {
  AUTHLEDGER_CHECK(users_.prepare_registration(context, sign_up.person, sign_up.password));
  auto& person = sign_up.person;
  if (sign_up.session) sign_up.session->user_version = 2;  // registered, joined
  const auto run = [&](const auto&... more) {
    return sign_up.session ? dispatcher_.run(context, render, person, more..., *sign_up.session)
                           : dispatcher_.run(context, render, person, more...);
  };
  for (int attempt = 0;; ++attempt) {
    const auto known = apps_.find_by_name(context.tenant_id, sign_up.app_name);
    if (!known && known.error().id != errors::kAppNotFound.id) return fail(known.error());
    if (known) {
      person.joins = (*known)->state.id;
      AUTHLEDGER_TRY(written, run());
      AUTHLEDGER_TRY(stays, still_there(context, person.user_id, *person.joins));
      static_cast<void>(stays);  // the account is there in any case
      return written;
    }
    person.joins = sign_up.new_app;
    auto written = run(RegisterApp{sign_up.new_app, sign_up.app_name, sign_up.app_description,
                                   std::nullopt, apps_.new_secret(), person.user_id});
    // Somebody else has founded it a moment ago: then this one joins it.
    if (written || written.error().id != errors::kAppNameTaken.id || attempt > 0) return written;
  }
}

Result<Written> MemberService::enter(const CommandContext& context, const JoinApp& command,
                                     const Render& render) {
  AUTHLEDGER_TRY(written, dispatcher_.run(context, render, command));
  AUTHLEDGER_TRY(stays, still_there(context, command.user_id, command.app_id));
  if (!stays) return fail(errors::kAppNotFound);
  return written;
}

Result<bool> MemberService::still_there(const CommandContext& context, const UserId& user,
                                        const AppId& app) {
  const auto still = apps_.find(context.tenant_id, app);
  if (still || still.error().id != errors::kAppNotFound.id) return true;
  CommandContext own = context;
  own.idempotency.reset();
  own.if_match.reset();
  AUTHLEDGER_CHECK(dispatcher_.run(own, nullptr, LeaveApp{user, app}));
  return false;
}

Result<Written> MemberService::join(const CommandContext& context, const UserId& user,
                                    const AppId& app, const Render& render) {
  AUTHLEDGER_CHECK(apps_.find(context.tenant_id, app));
  return enter(context, JoinApp{user, app, user, context.now, false}, render);
}

Result<Written> MemberService::add(const CommandContext& context, const Caller& caller,
                                   const UserId& user, const AppId& app, const Render& render) {
  AUTHLEDGER_CHECK(apps_.managed(context.tenant_id, caller, app));
  const bool imposed = must_accept_ && caller.user_id != user && !is_admin_role(caller.role_id);
  return enter(context, JoinApp{user, app, caller.user_id, context.now, imposed}, render);
}

Result<Written> MemberService::set_active(const CommandContext& context, const Caller& caller,
                                          const UserId& user, const AppId& app, bool active,
                                          const Render& render) {
  AUTHLEDGER_TRY(known, apps_.managed(context.tenant_id, caller, app));
  return dispatcher_.run(context, render,
                         SetMemberActive{user, app, active, known->state.owner_id, caller.user_id});
}

Result<Written> MemberService::ban(const CommandContext& context, const Caller& caller,
                                   const NewBan& ban, const Render& render) {
  BanUser command{ban.user_id, ban.app_id,     std::nullopt,   ban.reason,
                  ban.until,   caller.user_id, caller.role_id, context.now};
  if (ban.app_id) {
    AUTHLEDGER_TRY(app, apps_.managed(context.tenant_id, caller, *ban.app_id));
    command.app_owner = app->state.owner_id;
  }
  return dispatcher_.run(context, render, command);
}

Result<Written> MemberService::unban(const CommandContext& context, const Caller& caller,
                                     const UserId& user, const std::optional<AppId>& app,
                                     const Render& render) {
  if (app) AUTHLEDGER_CHECK(apps_.managed(context.tenant_id, caller, *app));
  return dispatcher_.run(context, render, UnbanUser{user, app, caller.user_id, caller.role_id});
}

Result<AppPtr> MemberService::app_with_role(const std::string& tenant_id, const Caller& caller,
                                            const AppId& app, const AppRoleId& role) {
  AUTHLEDGER_TRY(known, apps_.managed(tenant_id, caller, app));
  if (known->state.roles.contains(role)) return known;
  AUTHLEDGER_CHECK(apps_.find_by_role(tenant_id, role));
  return fail(errors::kAppRoleElsewhere);
}

Result<Written> MemberService::assign_role(const CommandContext& context, const Caller& caller,
                                           const AssignAppRole& command, const Render& render) {
  AUTHLEDGER_CHECK(app_with_role(context.tenant_id, caller, command.app_id, command.role_id));
  AUTHLEDGER_TRY(written, dispatcher_.run(context, render, command));
  // A role that was deleted meanwhile is nobody's: its clean-up may be through already.
  AUTHLEDGER_TRY(app, apps_.find(context.tenant_id, command.app_id));
  if (app->state.roles.contains(command.role_id)) return written;
  AUTHLEDGER_CHECK(apps_.clean_up({command.app_id, command.role_id}, context.now, 100));
  return fail(errors::kAppRoleNotFound);
}

Result<Written> MemberService::replace_role(const CommandContext& context, const Caller& caller,
                                            const ReplaceAppRole& command, const Render& render) {
  AUTHLEDGER_CHECK(app_with_role(context.tenant_id, caller, command.app_id, command.role_id));
  AUTHLEDGER_TRY(written, dispatcher_.run(context, render, command));
  AUTHLEDGER_TRY(app, apps_.find(context.tenant_id, command.app_id));
  if (app->state.roles.contains(command.role_id)) return written;
  AUTHLEDGER_CHECK(apps_.clean_up({command.app_id, command.role_id}, context.now, 100));
  return fail(errors::kAppRoleNotFound);
}

Result<Written> MemberService::remove_role(const CommandContext& context, const Caller& caller,
                                           const RoleAssignmentId& assignment,
                                           const Render& render) {
  AUTHLEDGER_TRY(
      found, dispatcher_.find_entries(
                 {context.tenant_id, std::string(kRoleAssignment), {assignment.value}, {}, {}, 1}));
  if (found.empty()) return fail(errors::kAssignmentNotFound);
  const UserId user{found.front().stream_id.substr(UserAggregate::kStreamPrefix.size())};
  AUTHLEDGER_TRY(known, dispatcher_.load<UserAggregate>(user, Freshness::kFresh));
  for (const auto& [app, member] : known->state.memberships) {
    if (!member.roles.contains(assignment)) continue;
    AUTHLEDGER_CHECK(apps_.managed(context.tenant_id, caller, app));
    return dispatcher_.run(context, render, RemoveAppRole{user, app, assignment, caller.user_id});
  }
  return fail(errors::kAssignmentNotFound);
}

Result<UserId> MemberService::find_by_email(const std::string& tenant_id,
                                            const std::string& email) {
  AUTHLEDGER_TRY(owner, dispatcher_.owner_of(tenant_id, "email", normalised_email(email)));
  if (!owner) return fail(errors::kUserNotFound);
  return UserId{owner->substr(UserAggregate::kStreamPrefix.size())};
}

}  // namespace authledger::command
