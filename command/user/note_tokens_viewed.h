// Somebody looked at the sessions of others. Every look is an event.
#pragma once

#include <optional>
#include <string>

#include "command/user/user_state.h"

namespace authledger::command {

struct NoteTokensViewed {
  using Aggregate = UserAggregate;
  static constexpr std::string_view kName = "note_tokens_viewed";
  UserId viewer;
  std::optional<AppId> app_id;
  std::int64_t sessions = 0;
  bool revealed = false;
  const UserId& target() const { return viewer; }
};

// Errors: user.user_not_found.
Result<UserEvents> decide(const UserState& user, const NoteTokensViewed& command);

}  // namespace authledger::command
