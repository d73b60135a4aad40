// What the rules about a person need to know. Folded from the stream user-<id>.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "command/aggregate.h"
#include "command/ports/event_log.h"
#include "command/user/membership.h"
#include "events/user_events.h"
#include "shared/errors.h"

namespace authledger::command {

struct UserState {
  UserId id;  // empty: never registered
  std::string tenant_id;
  std::string email;
  std::optional<std::string> username;
  std::optional<std::string> mobile;
  std::string fullname;
  std::optional<std::string> first_name;  // as the person gave them; nothing once the full name
  std::optional<std::string> last_name;   // was changed as a whole
  std::optional<std::string> avatar;
  std::optional<std::string> preferred_language;
  std::optional<std::string> bio;
  std::string role_id;
  std::string password_hash;  // empty: no log-in by password
  bool email_verified = false;
  bool unconfirmed = false;  // signed up at the pool face, no address verified yet
  bool mobile_verified = false;
  std::string second_factor = "off";          // off, email, mobile: what the person asks for
  std::optional<Timestamp> restorable_until;  // set: archived
  bool deleted = false;
  Memberships memberships;
  int joins = 0;           // of apps, ever
  std::optional<Ban> ban;  // of the whole account; perhaps over
  // Sessions that started at an older version of this stream are over, but for the kept one.
  StreamVersion sessions_revoked_at = 0;
  std::optional<SessionId> kept_session;
  Timestamp sessions_revoked_time;  // when that was

  bool exists() const { return !id.empty() && !deleted; }
  bool archived() const { return restorable_until.has_value(); }
  bool active() const { return exists() && !archived(); }

  const Membership* membership(const AppId& app) const;  // null: none
  bool banned_in(const AppId& app, Timestamp now) const;
  // Refused on every face: the account is banned, or the person is in each of its apps, one of
  // which at least no owner has put it into (decision 21).
  bool banned(Timestamp now) const;
  // The same, with bans counted until an event lifts them.
  bool locked() const;

  // Says nothing about bans: they end sessions when they begin, and banned() tells of them.
  bool accepts_session(const SessionId& session, StreamVersion started_at) const {
    return active() && (started_at >= sessions_revoked_at || kept_session == session);
  }
};

using UserEvents = std::vector<events::UserEvent>;

struct UserAggregate {
  using Target = UserId;
  using State = UserState;
  using Event = events::UserEvent;
  static constexpr const ErrorRow& kUnknown = errors::kUserNotFound;  // to other tenants
  static constexpr bool kOwnSubject = true;
  static constexpr std::string_view kStreamPrefix = "user-";
  static std::string stream_id(const UserId& id) { return std::string(kStreamPrefix) + id.value; }
  static std::string subject(const UserId& id) { return id.value; }
};

void evolve(UserState& user, const events::UserEvent& event, const Recorded& recorded);

std::vector<PlainClaim> claims_of(const UserState& before, const events::UserEvent& event);

// The streams of an app's members, of who has one of its roles, and of a role assignment.
inline constexpr std::string_view kMemberOfApp = "app_member";
inline constexpr std::string_view kHolderOfAppRole = "app_role_holder";
inline constexpr std::string_view kRoleAssignment = "app_role_assignment";
std::vector<PlainEntry> entries_of(const UserState& before, const events::UserEvent& event);

std::string normalised_email(const std::string& email);  // folded for case
std::string normalised_username(const std::string& username);

}  // namespace authledger::command
