#include "command/user/ban_user.h"

#include "command/context.h"
#include "shared/validation.h"

namespace authledger::command {
namespace {

using What = AttachmentChange::What;

constexpr std::string_view kWholeAccount = "account";

const std::optional<Ban>* find_ban(const UserState& user, const std::optional<AppId>& app) {
  if (!app) return &user.ban;
  const auto* member = user.membership(*app);
  return member == nullptr ? nullptr : &member->ban;
}

Status may_ban(const BanUser& command) {
  if (!command.app_id && !is_admin_role(command.actor_role)) return fail(errors::kNotAllowed);
  if (command.actor == command.user_id) return fail(errors::kCannotBanYourself);
  if (command.app_owner == command.user_id) return fail(errors::kCannotBanOwner);
  if (command.until && *command.until <= command.now)
    return fail(invalid_input("until", "must be in the future"));
  return {};
}

}  // namespace

Result<UserEvents> decide(const UserState& user, const BanUser& command) {
  AUTHLEDGER_CHECK(may_ban(command));
  if (!user.exists()) return fail(errors::kUserNotFound);
  if (is_admin_role(user.role_id) && command.actor_role != roles::kSuperAdmin)
    return fail(errors::kCannotBanAdmin);
  const auto* ban = find_ban(user, command.app_id);
  if (ban == nullptr) return fail(errors::kNotAMember);
  if (*ban && (*ban)->reason == command.reason && (*ban)->until == command.until)
    return UserEvents{};
  events::UserBanned event;
  event.user_id = user.id;
  event.app_id = command.app_id;
  if (command.reason) event.reason = *command.reason;
  event.until = command.until;
  event.banned_by = command.actor;
  return UserEvents{std::move(event)};
}

Result<UserEvents> decide(const UserState& user, const UnbanUser& command) {
  if (!command.app_id && !is_admin_role(command.actor_role)) return fail(errors::kNotAllowed);
  if (!user.exists()) return fail(errors::kUserNotFound);
  if (is_admin_role(user.role_id) && command.actor_role != roles::kSuperAdmin)
    return fail(errors::kSuperAdminOnly);
  const auto* ban = find_ban(user, command.app_id);
  if (ban == nullptr) return fail(errors::kNotAMember);
  if (!*ban) return UserEvents{};
  return UserEvents{events::UserUnbanned{user.id, command.app_id, command.actor}};
}

Result<UserEvents> decide(const UserState& user, const LiftBan& command) {
  const auto* ban = find_ban(user, command.app_id);
  if (!user.exists() || ban == nullptr || !*ban || (*ban)->holds(command.now)) return UserEvents{};
  return UserEvents{events::UserUnbanned{user.id, command.app_id, std::nullopt}};
}

std::string ban_timer_id(const BanPlace& place) {
  return place.user_id.value + "/" +
         (place.app_id ? place.app_id->value : std::string(kWholeAccount));
}

std::optional<BanPlace> parse_ban_timer_id(const std::string& id) {
  const auto slash = id.find('/');
  if (slash == std::string::npos) return std::nullopt;
  BanPlace place{UserId{id.substr(0, slash)}, std::nullopt};
  if (const auto app = id.substr(slash + 1); app != kWholeAccount) place.app_id = AppId{app};
  return place;
}

std::vector<AttachmentChange> attachments_of(const BanUser& command) {
  const auto id = ban_timer_id({command.user_id, command.app_id});
  if (!command.until) return {{What::kRemove, kBanTimer, id, {}, {}}};
  return {{What::kPut, kBanTimer, id, "-", *command.until}};
}

std::vector<AttachmentChange> attachments_of(const UnbanUser& command) {
  return {{What::kRemove, kBanTimer, ban_timer_id({command.user_id, command.app_id}), {}, {}}};
}

std::vector<AttachmentChange> attachments_of(const LiftBan& command) {
  return {{What::kRemove, kBanTimer, ban_timer_id({command.user_id, command.app_id}), {}, {}}};
}

}  // namespace authledger::command
