// All sessions of a person end at once, but for one: by a version of the person's stream, so that
// none has to be looked for (docs/decisions/0005).
#pragma once

#include <optional>
#include <string>

#include "command/user/user_state.h"

namespace authledger::command {

struct EndSessions {
  using Aggregate = UserAggregate;
  static constexpr std::string_view kName = "end_sessions";
  UserId user_id;
  std::optional<SessionId> kept{};
  UserId actor;
  std::string actor_role;
  const UserId& target() const { return user_id; }
};

// Errors: user.user_not_found; user.super_admin_only for an admin's sessions, unless the actor is
// that admin or a superAdmin. Repeating it gives an event again: sessions may have begun since.
Result<UserEvents> decide(const UserState& user, const EndSessions& command);

}  // namespace authledger::command
