// Members of apps and their bans.
#include "infra/api/manage/answers.h"
#include "infra/api/manage/face.h"
#include "infra/api/manage/handlers.h"
#include "infra/api/manage/input.h"
#include "infra/api/manage/requests.h"
#include "infra/api/service/documents.h"
#include "infra/api/services.h"
#include "projections/memberships.h"

namespace authledger::infra::manage {
namespace {

std::optional<std::string> id_text(const std::optional<AppId>& app) {
  return app ? std::optional(app->value) : std::nullopt;
}

command::Render always(Answer answer) {
  return [answer = std::move(answer)](std::span<const command::PlannedEvent>) -> Result<Answer> {
    return answer;
  };
}

// What lists show once the ban is lifted that an unban names.
std::string status_without_ban(const command::UserState& user, const std::optional<AppId>& app,
                               Timestamp now) {
  if (app && user.ban && user.ban->holds(now)) return projections::member_status::kBanned;
  const auto* member = app ? user.membership(*app) : nullptr;
  const bool idle = user.archived() || user.unconfirmed || (member != nullptr && !member->active);
  return idle ? projections::member_status::kInactive : projections::member_status::kActive;
}

}  // namespace

Result<Reply> ban(Call& call) {
  AUTHLEDGER_TRY(body, read_input<BanBody>(call));
  const BanObject shown{body.user_id.value, id_text(body.app_id), "banned", body.reason,
                        body.until};
  AUTHLEDGER_TRY(written, call.services.members.ban(
                              call.context(), call.caller(),
                              {body.user_id, body.app_id, body.reason, body.until},
                              always(manage_answer(call.route, shown, "The user was banned."))));
  return reply_of(std::move(written));
}

Result<Reply> unban(Call& call) {
  AUTHLEDGER_TRY(body, read_input<UnbanBody>(call));
  AUTHLEDGER_TRY(known, call.services.dispatcher.load<command::UserAggregate>(
                            body.user_id, command::Freshness::kFresh));
  const BanObject shown{body.user_id.value,
                        id_text(body.app_id),
                        status_without_ban(known->state, body.app_id, call.now),
                        {},
                        {}};
  AUTHLEDGER_TRY(written, call.services.members.unban(
                              call.context(), call.caller(), body.user_id, body.app_id,
                              always(manage_answer(call.route, shown, "The ban was lifted."))));
  return reply_of(std::move(written));
}

Result<Reply> add_member(Call& call) {
  AUTHLEDGER_TRY(body, read_input<AddMemberBody>(call));
  AUTHLEDGER_CHECK(call.services.apps.managed(call.tenant_id, call.caller(), body.app_id));
  UserId user = body.user_id.value_or(UserId{});
  if (!body.user_id) {
    AUTHLEDGER_TRY(found, call.services.members.find_by_email(call.tenant_id, *body.email));
    user = std::move(found);
  }
  const MemberRef shown{user.value, body.app_id.value};
  AUTHLEDGER_TRY(written, call.services.members.add(
                              call.context(), call.caller(), user, body.app_id,
                              always(manage_answer(call.route, shown, "The user is a member."))));
  return reply_of(std::move(written));
}

Result<Reply> set_member_active(Call& call) {
  AUTHLEDGER_TRY(body, read_input<MemberActiveBody>(call));
  const MemberActive shown{body.user_id.value, body.app_id.value, body.active};
  AUTHLEDGER_TRY(written, call.services.members.set_active(
                              call.context(), call.caller(), body.user_id, body.app_id, body.active,
                              always(manage_answer(call.route, shown, "The member was updated."))));
  return reply_of(std::move(written));
}

}  // namespace authledger::infra::manage
