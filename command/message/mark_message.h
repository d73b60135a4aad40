// What became of a message, told by the worker that tried to send it.
#pragma once

#include <string>

#include "command/message/message_state.h"

namespace authledger::command {

struct MarkMessageSent {
  using Aggregate = MessageAggregate;
  static constexpr std::string_view kName = "mark_message_sent";
  MessageId message_id;
  const MessageId& target() const { return message_id; }
};

struct MarkMessageFailed {
  using Aggregate = MessageAggregate;
  static constexpr std::string_view kName = "mark_message_failed";
  MessageId message_id;
  int attempt = 0;  // the number of this one; a number that failed before gives no event
  std::string reason;
  Timestamp next_attempt_at;
  const MessageId& target() const { return message_id; }
};

struct GiveUpMessage {
  using Aggregate = MessageAggregate;
  static constexpr std::string_view kName = "give_up_message";
  MessageId message_id;
  int attempts = 0;
  std::string reason;
  const MessageId& target() const { return message_id; }
};

// Errors of all: message.message_not_found. A message that was sent or given up gives no event.
Result<MessageEvents> decide(const MessageState& message, const MarkMessageSent& command);
Result<MessageEvents> decide(const MessageState& message, const MarkMessageFailed& command);
Result<MessageEvents> decide(const MessageState& message, const GiveUpMessage& command);

// The body goes once nobody has to try again.
std::vector<AttachmentChange> attachments_of(const MarkMessageSent& command);
std::vector<AttachmentChange> attachments_of(const MarkMessageFailed& command);
std::vector<AttachmentChange> attachments_of(const GiveUpMessage& command);

}  // namespace authledger::command
