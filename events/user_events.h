// Facts of a person, in the stream user-<id>; the subject of all personal data is that user.
#pragma once

#include <optional>
#include <string>
#include <tuple>
#include <variant>
#include <vector>

#include "events/ban_events.h"
#include "events/event_list.h"
#include "events/membership_events.h"
#include "shared/fields.h"
#include "shared/ids.h"
#include "shared/secret.h"
#include "shared/time.h"

namespace authledger::events {

// Where a registration came from.
namespace origin {
inline constexpr const char* kSelf = "self";  // the person signed up
inline constexpr const char* kAdmin =
    "admin";  // an administrator created it; a password set by one
inline constexpr const char* kReset =
    "reset";  // a password set by someone who read a mail or text message to the person
// The person signed up through the pool face, where the address is confirmed before any log-in.
inline constexpr const char* kPool = "pool";
inline constexpr const char* kGoogle = "google";  // Google vouches for the address
inline constexpr const char* kClaimed =
    "claimed";  // a password taken away: its account's address was another person's
inline constexpr const char* kImport = "import";        // authledger users import
inline constexpr const char* kBootstrap = "bootstrap";  // the first superAdmin
}  // namespace origin

struct UserRegistered {
  static constexpr std::string_view kType = "user.registered";
  static constexpr int kVersion = 2;
  UserId user_id;
  Personal<std::string> email;
  std::optional<Personal<std::string>> username;
  std::optional<Personal<std::string>> mobile;  // E.164
  Personal<std::string> fullname;
  std::optional<Personal<std::string>> avatar;  // nothing: a generated one is shown
  std::string role_id;
  std::optional<Secret<std::string>> password_hash;  // PHC format; nothing: no log-in by password
  std::optional<std::string> preferred_language;
  std::optional<Personal<std::string>> bio;
  bool email_verified = false;
  bool mobile_verified = false;
  std::string origin;
  UserId owner_id;  // who created it, the person itself for origin self
  // As the person gave them, where a face asks for both. Since version 2.
  std::optional<Personal<std::string>> first_name;
  std::optional<Personal<std::string>> last_name;
  static constexpr auto fields() {
    return std::tuple{field("userId", &UserRegistered::user_id),
                      field("email", &UserRegistered::email),
                      field("username", &UserRegistered::username),
                      field("mobile", &UserRegistered::mobile),
                      field("fullname", &UserRegistered::fullname),
                      field("avatar", &UserRegistered::avatar),
                      field("roleId", &UserRegistered::role_id),
                      field("passwordHash", &UserRegistered::password_hash),
                      field("preferredLanguage", &UserRegistered::preferred_language),
                      field("bio", &UserRegistered::bio),
                      field("emailVerified", &UserRegistered::email_verified),
                      field("mobileVerified", &UserRegistered::mobile_verified),
                      field("origin", &UserRegistered::origin),
                      field("ownerId", &UserRegistered::owner_id),
                      field("firstName", &UserRegistered::first_name),
                      field("lastName", &UserRegistered::last_name)};
  }
};

// Only what changed is filled in; what was emptied is named in `cleared` (avatar,
// preferredLanguage, bio).
struct UserProfileUpdated {
  static constexpr std::string_view kType = "user.profile_updated";
  static constexpr int kVersion = 1;
  UserId user_id;
  std::optional<Personal<std::string>> fullname;
  std::optional<Personal<std::string>> avatar;
  std::optional<std::string> preferred_language;
  std::optional<Personal<std::string>> bio;
  std::vector<std::string> cleared;
  static constexpr auto fields() {
    return std::tuple{field("userId", &UserProfileUpdated::user_id),
                      field("fullname", &UserProfileUpdated::fullname),
                      field("avatar", &UserProfileUpdated::avatar),
                      field("preferredLanguage", &UserProfileUpdated::preferred_language),
                      field("bio", &UserProfileUpdated::bio),
                      field("cleared", &UserProfileUpdated::cleared)};
  }
};

// Ends every session of the person that started before, but for `kept_session`.
struct UserPasswordChanged {
  static constexpr std::string_view kType = "user.password_changed";
  static constexpr int kVersion = 1;
  UserId user_id;
  Secret<std::string> password_hash;
  std::string origin;  // self, admin, reset
  std::optional<SessionId> kept_session;
  static constexpr auto fields() {
    return std::tuple{field("userId", &UserPasswordChanged::user_id),
                      field("passwordHash", &UserPasswordChanged::password_hash),
                      field("origin", &UserPasswordChanged::origin),
                      field("keptSession", &UserPasswordChanged::kept_session)};
  }
};

// The same password under newer settings, seen at log-in. Ends no session.
struct UserPasswordRehashed {
  static constexpr std::string_view kType = "user.password_rehashed";
  static constexpr int kVersion = 1;
  UserId user_id;
  Secret<std::string> password_hash;
  static constexpr auto fields() {
    return std::tuple{field("userId", &UserPasswordRehashed::user_id),
                      field("passwordHash", &UserPasswordRehashed::password_hash)};
  }
};

struct UserRoleChanged {
  static constexpr std::string_view kType = "user.role_changed";
  static constexpr int kVersion = 1;
  UserId user_id;
  std::string previous_role_id;
  std::string role_id;
  UserId changed_by;
  static constexpr auto fields() {
    return std::tuple{field("userId", &UserRoleChanged::user_id),
                      field("previousRoleId", &UserRoleChanged::previous_role_id),
                      field("roleId", &UserRoleChanged::role_id),
                      field("changedBy", &UserRoleChanged::changed_by)};
  }
};

// Ends every session. The e-mail stays taken until restorable_until.
struct UserArchived {
  static constexpr std::string_view kType = "user.archived";
  static constexpr int kVersion = 1;
  UserId user_id;
  Timestamp restorable_until;
  static constexpr auto fields() {
    return std::tuple{field("userId", &UserArchived::user_id),
                      field("restorableUntil", &UserArchived::restorable_until)};
  }
};

struct UserRestored {
  static constexpr std::string_view kType = "user.restored";
  static constexpr int kVersion = 1;
  UserId user_id;
  static constexpr auto fields() { return std::tuple{field("userId", &UserRestored::user_id)}; }
};

// Ends every session and frees the e-mail, username and mobile.
struct UserDeleted {
  static constexpr std::string_view kType = "user.deleted";
  static constexpr int kVersion = 1;
  UserId user_id;
  std::string reason;  // admin, archive_window_over
  static constexpr auto fields() {
    return std::tuple{field("userId", &UserDeleted::user_id),
                      field("reason", &UserDeleted::reason)};
  }
};

// The person has read a mail sent there.
struct UserEmailVerified {
  static constexpr std::string_view kType = "user.email_verified";
  static constexpr int kVersion = 1;
  UserId user_id;
  static constexpr auto fields() {
    return std::tuple{field("userId", &UserEmailVerified::user_id)};
  }
};

// Another mobile number, or none; nobody has verified it yet. Frees the one before.
struct UserMobileChanged {
  static constexpr std::string_view kType = "user.mobile_changed";
  static constexpr int kVersion = 1;
  UserId user_id;
  std::optional<Personal<std::string>> mobile;  // E.164
  static constexpr auto fields() {
    return std::tuple{field("userId", &UserMobileChanged::user_id),
                      field("mobile", &UserMobileChanged::mobile)};
  }
};

// The person has read a text message sent there. Takes the number.
struct UserMobileVerified {
  static constexpr std::string_view kType = "user.mobile_verified";
  static constexpr int kVersion = 1;
  UserId user_id;
  static constexpr auto fields() {
    return std::tuple{field("userId", &UserMobileVerified::user_id)};
  }
};

// What this person's log-ins ask for beside the password, on top of what settings ask for.
struct UserSecondFactorChanged {
  static constexpr std::string_view kType = "user.second_factor_changed";
  static constexpr int kVersion = 1;
  UserId user_id;
  std::string second_factor;  // off, email, mobile
  UserId changed_by;
  static constexpr auto fields() {
    return std::tuple{field("userId", &UserSecondFactorChanged::user_id),
                      field("secondFactor", &UserSecondFactorChanged::second_factor),
                      field("changedBy", &UserSecondFactorChanged::changed_by)};
  }
};

// Somebody who administrates looked at sessions of others; in the stream of who looked.
struct TokensViewed {
  static constexpr std::string_view kType = "tokens.viewed";
  static constexpr int kVersion = 1;
  UserId user_id;               // who looked
  std::optional<AppId> app_id;  // nothing: of every app
  std::int64_t sessions = 0;    // that were shown
  bool revealed = false;        // tokens themselves, not their fingerprints
  static constexpr auto fields() {
    return std::tuple{
        field("userId", &TokensViewed::user_id), field("appId", &TokensViewed::app_id),
        field("sessions", &TokensViewed::sessions), field("revealed", &TokensViewed::revealed)};
  }
};

// Every session that began before is over, but for the kept one.
struct UserSessionsEnded {
  static constexpr std::string_view kType = "user.sessions_ended";
  static constexpr int kVersion = 1;
  UserId user_id;
  std::optional<SessionId> kept_session;
  UserId ended_by;
  static constexpr auto fields() {
    return std::tuple{field("userId", &UserSessionsEnded::user_id),
                      field("keptSession", &UserSessionsEnded::kept_session),
                      field("endedBy", &UserSessionsEnded::ended_by)};
  }
};

// A new one is added here; evolve(), the claims and the projections then refuse to compile until
// they handle it.
using UserEvent =
    Concat<std::variant<UserRegistered, UserProfileUpdated, UserPasswordChanged,
                        UserPasswordRehashed, UserRoleChanged, UserArchived, UserRestored,
                        UserDeleted, UserEmailVerified, UserMobileChanged, UserMobileVerified,
                        UserSecondFactorChanged, UserSessionsEnded, TokensViewed>,
           MembershipEvent, BanEvent>::type;

}  // namespace authledger::events
