// So many reference mails a day in one name, to one address, from one client. The counts are in the
// log, because mails to strangers must stay few whichever process is asked, and after a restart.
#pragma once

#include <string>
#include <vector>

#include "command/aggregate.h"
#include "events/invitation_events.h"

namespace authledger::command {

inline constexpr std::int64_t kInvitationWindow_s = 24 * 3600;
inline constexpr std::int64_t kInvitationsMax = 1000;  // that one limit may allow

struct InvitationsState {
  std::vector<Timestamp> sent;  // of the last day before the newest
  MessageId last;
};

struct InvitationsTarget {
  std::string limit;  // username, address, client
  std::string key;    // account id or keyed hash
};

struct InvitationsAggregate {
  using Target = InvitationsTarget;
  using State = InvitationsState;
  using Event = events::InvitationEvent;
  static std::string stream_id(const Target& target) {
    return "invitation-" + target.limit + "-" + target.key;
  }
  static std::string subject(const Target&) { return {}; }
};

void evolve(InvitationsState& state, const events::InvitationEvent& event,
            const Recorded& recorded);

// Dispatched with the mail, once per limit.
struct CountInvitation {
  using Aggregate = InvitationsAggregate;
  static constexpr std::string_view kName = "count_invitation";
  InvitationsTarget about;
  MessageId message_id;
  std::int64_t per_day_max = 0;  // negative: no limit, nothing is counted
  Timestamp now;
  const InvitationsTarget& target() const { return about; }
};

using InvitationEvents = std::vector<events::InvitationEvent>;
// Errors: invitation.too_many_invitations with retry_after_s. The same mail again gives no event.
Result<InvitationEvents> decide(const InvitationsState& state, const CountInvitation& command);

}  // namespace authledger::command
