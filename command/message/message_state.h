// A message: requested, tried, and in the end sent or given up. Its address and parameters are an
// attachment, which lives exactly as long as somebody has to try.
#pragma once

#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "command/aggregate.h"
#include "command/ports/event_log.h"
#include "events/message_events.h"
#include "shared/errors.h"

namespace authledger::command {

struct MessageState {
  MessageId id;  // empty: never requested
  std::string tenant_id;
  std::string channel;
  std::string template_name;
  std::string language;
  std::optional<UserId> recipient_id;
  Timestamp requested_at;
  std::optional<Timestamp> expires_at;
  int attempts = 0;  // that failed
  bool done = false;
};

using MessageEvents = std::vector<events::MessageEvent>;

struct MessageAggregate {
  using Target = MessageId;
  using State = MessageState;
  using Event = events::MessageEvent;
  static constexpr const ErrorRow& kUnknown = errors::kMessageNotFound;  // to other tenants
  static std::string stream_id(const MessageId& id) { return "message-" + id.value; }
  static std::string subject(const MessageId&) { return {}; }
};

void evolve(MessageState& message, const events::MessageEvent& event, const Recorded& recorded);

// The kind of a message's attachment; its id is the message's.
inline constexpr const char* kMessageBody = "message";

struct MessageParameter {
  std::string name;
  std::string value;
  bool operator==(const MessageParameter&) const = default;
  static constexpr auto fields() {
    return std::tuple{field("name", &MessageParameter::name),
                      field("value", &MessageParameter::value)};
  }
};

// What the attachment holds, as JSON, sealed.
struct MessageBody {
  std::vector<std::string> to;  // e-mail addresses, or one number in E.164
  std::vector<MessageParameter> parameters;
  static constexpr auto fields() {
    return std::tuple{field("to", &MessageBody::to), field("parameters", &MessageBody::parameters)};
  }
};

}  // namespace authledger::command
