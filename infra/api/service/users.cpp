#include "infra/api/service/users.h"

#include "infra/api/envelope.h"
#include "infra/api/service/answers.h"
#include "infra/api/service/requests.h"
#include "infra/api/service/user_answers.h"
#include "infra/api/services.h"
#include "projections/users.h"

namespace authledger::infra {
namespace {

// A member of a PATCH body: absent leaves the field alone, null empties it.
command::Patch patch(const Call& call, const char* name, const std::optional<std::string>& value) {
  return {call.body.HasMember(name), value};
}

Result<Reply> register_as(Call& call, const char* origin) {
  AUTHLEDGER_TRY(body, call.read_body<RegisterBody>());
  command::RegisterUser command;
  command.user_id = UserId{new_uuid(call.services.clock, call.services.random)};
  command.email = body.email;
  command.username = body.username;
  command.fullname = body.fullname;
  command.mobile = body.mobile;
  command.avatar = body.avatar;
  command.preferred_language = body.preferred_language;
  command.bio = body.bio;
  command.role_id = std::string(command::roles::kUser);
  command.origin = origin;
  command.owner_id = call.session && origin == std::string_view(events::origin::kAdmin)
                         ? call.session->user.id
                         : command.user_id;
  AUTHLEDGER_TRY(written, call.services.users.register_user(call.context(), command, body.password,
                                                            user_envelope(call, command.user_id)));
  return reply_of(std::move(written));
}

}  // namespace

Result<Reply> register_user(Call& call) { return register_as(call, events::origin::kSelf); }
Result<Reply> create_user(Call& call) { return register_as(call, events::origin::kAdmin); }

Result<Reply> get_user(Call& call) {
  AUTHLEDGER_TRY(document, user_document(call, call.path_user()));
  return Reply{{200, {}, object_envelope(call, document.body)}};
}

Result<Reply> get_brief_user(Call& call) {
  AUTHLEDGER_TRY(document, user_document(call, call.path_user()));
  AUTHLEDGER_TRY(user, decode<projections::UserDocument>(std::string_view(document.body)));
  const BriefUser brief{user.id, user.fullname, user.avatar, user.is_active};
  return Reply{{200, {}, object_envelope(call, encode(brief))}};
}

Result<Reply> update_user(Call& call) {
  AUTHLEDGER_TRY(body, call.read_body<ProfileBody>());
  if (call.body.HasMember("fullname") && !body.fullname)
    return fail(invalid_input("fullname", "must be a text"));
  command::UpdateUser command;
  command.user_id = call.path_user();
  command.fullname = body.fullname;
  command.mobile = patch(call, "mobile", body.mobile);
  command.avatar = patch(call, "avatar", body.avatar);
  command.preferred_language = patch(call, "preferredLanguage", body.preferred_language);
  command.bio = patch(call, "bio", body.bio);
  command.actor = call.session->user.id;
  command.actor_role = call.session->user.role_id;
  AUTHLEDGER_TRY(written, call.services.dispatcher.run(
                              call.context(), user_envelope(call, command.user_id), command));
  return reply_of(std::move(written));
}

Result<Reply> delete_user(Call& call) {
  const UserId user = call.path_user();
  AUTHLEDGER_TRY(known, call.services.dispatcher.load<command::UserAggregate>(
                            user, command::Freshness::kFresh));
  if (!known->state.exists()) return fail(errors::kUserNotFound);
  AUTHLEDGER_TRY(
      written, call.services.dispatcher.run(call.context(), user_envelope(call, user),
                                            command::DeleteUser{user, call.session->user.role_id}));
  return reply_of(std::move(written));
}

Result<Reply> archive_profile(Call& call) {
  AUTHLEDGER_TRY(written, call.services.users.archive(call.context(), call.path_user(),
                                                      user_envelope(call, call.path_user())));
  return reply_of(std::move(written));
}

Result<Reply> restore_profile(Call& call) {
  AUTHLEDGER_TRY(body, call.read_body<LoginBody>());
  const auto& name = body.username ? body.username : body.email;
  AUTHLEDGER_TRY(written,
                 call.services.users.restore(
                     call.context(), {*name, body.password, call.request.remote_address},
                     [&](const command::UserState& user) { return user_envelope(call, user.id); }));
  return reply_of(std::move(written));
}

Result<Reply> update_user_role(Call& call) {
  AUTHLEDGER_TRY(body, call.read_body<RoleBody>());
  const UserId user = call.path_user();
  AUTHLEDGER_TRY(written, call.services.dispatcher.run(
                              call.context(), user_envelope(call, user),
                              command::ChangeRole{user, body.role_id, call.session->user.id,
                                                  call.session->user.role_id}));
  return reply_of(std::move(written));
}

Result<Reply> update_user_password(Call& call) {
  AUTHLEDGER_TRY(body, call.read_body<ChangePasswordBody>());
  AUTHLEDGER_TRY(written, call.services.users.change_password(
                              call.context(), call.caller(), body.old_password, body.new_password,
                              user_envelope(call, call.path_user())));
  return reply_of(std::move(written));
}

Result<Reply> update_user_password_by_admin(Call& call) {
  AUTHLEDGER_TRY(body, call.read_body<SetPasswordBody>());
  AUTHLEDGER_TRY(written, call.services.users.set_password(call.context(), call.caller(),
                                                           call.path_user(), body.password,
                                                           user_envelope(call, call.path_user())));
  return reply_of(std::move(written));
}

}  // namespace authledger::infra
