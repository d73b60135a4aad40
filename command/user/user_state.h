// What the rules about a person need to know. Folded from the stream user-<id>.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "command/aggregate.h"
#include "command/ports/event_log.h"
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
  std::optional<std::string> avatar;
  std::optional<std::string> preferred_language;
  std::optional<std::string> bio;
  std::string role_id;
  std::string password_hash;  // empty: no log-in by password
  bool email_verified = false;
  bool mobile_verified = false;
  std::string second_factor = "off";          // off, email, mobile: what the person asks for
  std::optional<Timestamp> restorable_until;  // set: archived
  bool deleted = false;
  // Sessions that started at an older version of this stream are over, but for the kept one.
  StreamVersion sessions_revoked_at = 0;
  std::optional<SessionId> kept_session;

  bool exists() const { return !id.empty() && !deleted; }
  bool archived() const { return restorable_until.has_value(); }
  bool active() const { return exists() && !archived(); }
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
  static std::string stream_id(const UserId& id) { return "user-" + id.value; }
  static std::string subject(const UserId& id) { return id.value; }
};

void evolve(UserState& user, const events::UserEvent& event, const Recorded& recorded);

std::vector<PlainClaim> claims_of(const UserState& before, const events::UserEvent& event);

std::string normalised_email(const std::string& email);  // folded for case
std::string normalised_username(const std::string& username);

}  // namespace authledger::command
