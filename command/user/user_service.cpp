#include "command/user/user_service.h"

#include "command/message/notices.h"
#include "command/user/rules.h"

namespace authledger::command {
namespace {

// Whether a taken value can become free: its owner is archived and the window is over. Then
// registering goes on, and dispatch frees it.
Result<bool> really_taken(Dispatcher& dispatcher, const CommandContext& context, const char* kind,
                          const std::string& value) {
  AUTHLEDGER_TRY(owner, dispatcher.owner_of(context.tenant_id, kind, value));
  if (!owner) return false;
  AUTHLEDGER_TRY(user, dispatcher.load<UserAggregate>(UserId{owner->substr(5)}, Freshness::kFresh));
  return !(user->state.archived() && context.now > *user->state.restorable_until);
}

}  // namespace

Status UserService::prepare_registration(const CommandContext& context, RegisterUser& command,
                                         const std::string& password) {
  AUTHLEDGER_CHECK(hasher_.check_policy(password, command.email, command.username.value_or("")));
  AUTHLEDGER_TRY(email_taken,
                 really_taken(dispatcher_, context, "email", normalised_email(command.email)));
  if (email_taken) return fail(errors::kEmailTaken);
  if (command.username) {
    AUTHLEDGER_TRY(taken, really_taken(dispatcher_, context, "username",
                                       normalised_username(*command.username)));
    if (taken) return fail(errors::kUsernameTaken);
  }
  AUTHLEDGER_TRY(hash, hasher_.hash(password));
  command.password_hash = std::move(hash);
  return {};
}

Result<Written> UserService::register_user(const CommandContext& context, RegisterUser command,
                                           const std::string& password, const Render& render) {
  AUTHLEDGER_CHECK(prepare_registration(context, command, password));
  return dispatcher_.run(context, render, command);
}

Result<Written> UserService::change_password(const CommandContext& context, const Caller& caller,
                                             const std::string& old_password,
                                             const std::string& new_password,
                                             const Render& render) {
  AUTHLEDGER_TRY(user, dispatcher_.load<UserAggregate>(caller.user_id, Freshness::kFresh));
  if (!user->state.exists()) return fail(errors::kUserNotFound);
  AUTHLEDGER_CHECK(
      hasher_.check_policy(new_password, user->state.email, user->state.username.value_or("")));
  auto proved = login_.authenticate(context, {user->state.email, old_password, context.ip});
  if (!proved) {
    return proved.error().id == errors::kWrongCredentials.id ? fail(errors::kPasswordWrong)
                                                             : fail(std::move(proved).error());
  }
  if (proved->user.id != caller.user_id) return fail(errors::kPasswordWrong);
  if (context.if_match && *context.if_match != user->version)
    return fail(errors::kRecordVersionOld);
  AUTHLEDGER_TRY(hash, hasher_.hash(new_password));
  CommandContext checked = context;
  checked.if_match
      .reset();  // compared above: a re-hash at this very log-in may have moved the version
  return dispatcher_.run(
      checked, render,
      ChangePassword{caller.user_id, proved->user.password_hash, hash, caller.session_id},
      proved->clear,
      password_changed_notice(proved->user, MessageId{uuid_v7(context.now, random_.bytes(10))},
                              context.now));
}

Result<Written> UserService::set_password(const CommandContext& context, const Caller& caller,
                                          const UserId& user, const std::string& password,
                                          const Render& render) {
  AUTHLEDGER_TRY(known, dispatcher_.load<UserAggregate>(user, Freshness::kFresh));
  AUTHLEDGER_CHECK(may_administrate(known->state, caller.role_id));
  AUTHLEDGER_CHECK(
      hasher_.check_policy(password, known->state.email, known->state.username.value_or("")));
  AUTHLEDGER_TRY(hash, hasher_.hash(password));
  return dispatcher_.run(
      context, render, SetPassword{user, hash, caller.user_id, caller.role_id, caller.session_id},
      password_changed_notice(known->state, MessageId{uuid_v7(context.now, random_.bytes(10))},
                              context.now));
}

Result<Written> UserService::archive(const CommandContext& context, const UserId& user,
                                     const Render& render) {
  return dispatcher_.run(context, render, ArchiveUser{user, context.now.plus_s(archive_window_s_)});
}

Result<Written> UserService::restore(const CommandContext& context, const Credentials& credentials,
                                     const std::function<Render(const UserState&)>& render) {
  AUTHLEDGER_TRY(proved, login_.authenticate(context, credentials));
  if (proved.user.banned(context.now)) return fail(errors::kUserBanned);
  return dispatcher_.run(context, render(proved.user), RestoreUser{proved.user.id, context.now},
                         proved.clear);
}

}  // namespace authledger::command
