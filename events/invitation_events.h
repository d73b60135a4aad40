// Reference mails, counted in a stream per limit: invitation-<limit>-<key>. No personal data: keys
// are account ids and keyed hashes.
#pragma once

#include <string>
#include <tuple>
#include <variant>

#include "shared/fields.h"
#include "shared/ids.h"

namespace authledger::events {

// Written once per limit that it counts against.
struct InvitationSent {
  static constexpr std::string_view kType = "invitation.sent";
  static constexpr int kVersion = 1;
  MessageId message_id;
  std::string limit;  // username, address, client
  static constexpr auto fields() {
    return std::tuple{field("messageId", &InvitationSent::message_id),
                      field("limit", &InvitationSent::limit)};
  }
};

using InvitationEvent = std::variant<InvitationSent>;

}  // namespace authledger::events
