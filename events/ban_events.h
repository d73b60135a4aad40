// Bans of a person, in one app or of the whole account. Part of the stream user-<id>; the list of
// all its events is UserEvent (user_events.h).
#pragma once

#include <optional>
#include <string>
#include <tuple>
#include <variant>

#include "shared/fields.h"
#include "shared/ids.h"
#include "shared/secret.h"
#include "shared/time.h"

namespace authledger::events {

// Replaces an earlier ban of the same place. Ends every session when it leaves the person no app
// without a ban.
struct UserBanned {
  static constexpr std::string_view kType = "user.banned";
  static constexpr int kVersion = 1;
  UserId user_id;
  std::optional<AppId> app_id;  // nothing: the whole account
  std::optional<Personal<std::string>> reason;
  std::optional<Timestamp> until;  // over from then on, also before user.unbanned says so
  UserId banned_by;
  static constexpr auto fields() {
    return std::tuple{field("userId", &UserBanned::user_id), field("appId", &UserBanned::app_id),
                      field("reason", &UserBanned::reason), field("until", &UserBanned::until),
                      field("bannedBy", &UserBanned::banned_by)};
  }
};

struct UserUnbanned {
  static constexpr std::string_view kType = "user.unbanned";
  static constexpr int kVersion = 1;
  UserId user_id;
  std::optional<AppId> app_id;        // nothing: the whole account
  std::optional<UserId> unbanned_by;  // nothing: its time was over
  static constexpr auto fields() {
    return std::tuple{field("userId", &UserUnbanned::user_id),
                      field("appId", &UserUnbanned::app_id),
                      field("unbannedBy", &UserUnbanned::unbanned_by)};
  }
};

using BanEvent = std::variant<UserBanned, UserUnbanned>;

}  // namespace authledger::events
