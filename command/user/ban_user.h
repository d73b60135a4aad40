// A ban, in one app or of the whole account: put, lifted by somebody, lifted by its time.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "command/ports/event_log.h"
#include "command/user/user_state.h"

namespace authledger::command {

struct BanUser {
  using Aggregate = UserAggregate;
  static constexpr std::string_view kName = "ban_user";
  UserId user_id;
  std::optional<AppId> app_id;      // nothing: the whole account
  std::optional<UserId> app_owner;  // of that app
  std::optional<std::string> reason;
  std::optional<Timestamp> until;
  UserId actor;
  std::string actor_role;
  Timestamp now;
  const UserId& target() const { return user_id; }
};

struct UnbanUser {
  using Aggregate = UserAggregate;
  static constexpr std::string_view kName = "unban_user";
  UserId user_id;
  std::optional<AppId> app_id;
  UserId actor;
  std::string actor_role;
  const UserId& target() const { return user_id; }
};

// For the timer: a ban whose time is over. It counts for nothing any more; this tells the others.
struct LiftBan {
  using Aggregate = UserAggregate;
  static constexpr std::string_view kName = "lift_ban";
  UserId user_id;
  std::optional<AppId> app_id;
  Timestamp now;
  const UserId& target() const { return user_id; }
};

// Errors: ban, in this order: auth.not_allowed (the whole account, by nobody of the admins),
// ban.cannot_ban_yourself, ban.cannot_ban_the_owner, request.invalid_input for an `until` that is
// not in the future, user.user_not_found, ban.cannot_ban_an_admin (by anybody but a superAdmin),
// membership.user_is_not_a_member; user.last_super_admin (role_holders.h). The same ban again gives
// no event; another reason or time replaces it. Unban: auth.not_allowed, user.user_not_found,
// user.super_admin_only for an admin's ban, membership.user_is_not_a_member; nothing to lift gives
// no event. Lift: none.
Result<UserEvents> decide(const UserState& user, const BanUser& command);
Result<UserEvents> decide(const UserState& user, const UnbanUser& command);
Result<UserEvents> decide(const UserState& user, const LiftBan& command);

// The timer of a ban with an `until`: an attachment that is due then. Its id names the ban.
inline constexpr const char* kBanTimer = "ban_timer";
struct BanPlace {
  UserId user_id;
  std::optional<AppId> app_id;
  bool operator==(const BanPlace&) const = default;
};
std::string ban_timer_id(const BanPlace& place);
std::optional<BanPlace> parse_ban_timer_id(const std::string& id);
std::vector<AttachmentChange> attachments_of(const BanUser& command);
std::vector<AttachmentChange> attachments_of(const UnbanUser& command);
std::vector<AttachmentChange> attachments_of(const LiftBan& command);

}  // namespace authledger::command
