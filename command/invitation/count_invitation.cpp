#include "command/invitation/count_invitation.h"

#include <algorithm>

#include "shared/errors.h"

namespace authledger::command {

void evolve(InvitationsState& state, const events::InvitationEvent& event,
            const Recorded& recorded) {
  const auto& sent = std::get<events::InvitationSent>(event);
  std::erase_if(state.sent,
                [&](Timestamp at) { return at.plus_s(kInvitationWindow_s) <= recorded.at; });
  state.sent.push_back(recorded.at);
  state.last = sent.message_id;
}

Result<InvitationEvents> decide(const InvitationsState& state, const CountInvitation& command) {
  if (command.per_day_max < 0 || state.last == command.message_id) return InvitationEvents{};
  const auto recent = [&](Timestamp at) { return command.now < at.plus_s(kInvitationWindow_s); };
  const auto count = std::count_if(state.sent.begin(), state.sent.end(), recent);
  if (count >= std::min(command.per_day_max, kInvitationsMax)) {
    const auto oldest = std::find_if(state.sent.begin(), state.sent.end(), recent);
    Error refused = error(errors::kTooManyInvitations);
    const auto free_at =
        (oldest == state.sent.end() ? command.now : *oldest).plus_s(kInvitationWindow_s);
    refused.retry_after_s = static_cast<int>((free_at.ms - command.now.ms + 999) / 1000);
    return fail(std::move(refused));
  }
  return InvitationEvents{events::InvitationSent{command.message_id, command.about.limit}};
}

}  // namespace authledger::command
