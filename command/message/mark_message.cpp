#include "command/message/mark_message.h"

#include "shared/errors.h"

namespace authledger::command {

using What = AttachmentChange::What;

Result<MessageEvents> decide(const MessageState& message, const MarkMessageSent&) {
  if (message.id.empty()) return fail(errors::kMessageNotFound);
  if (message.done) return MessageEvents{};
  return MessageEvents{events::MessageSent{message.id, message.channel, message.template_name,
                                           message.recipient_id, message.attempts + 1}};
}

Result<MessageEvents> decide(const MessageState& message, const MarkMessageFailed& command) {
  if (message.id.empty()) return fail(errors::kMessageNotFound);
  if (message.done || command.attempt <= message.attempts) return MessageEvents{};
  return MessageEvents{events::MessageFailed{message.id, message.channel, message.template_name,
                                             message.recipient_id, command.attempt, command.reason,
                                             command.next_attempt_at}};
}

Result<MessageEvents> decide(const MessageState& message, const GiveUpMessage& command) {
  if (message.id.empty()) return fail(errors::kMessageNotFound);
  if (message.done) return MessageEvents{};
  return MessageEvents{events::MessageGivenUp{message.id, message.channel, message.template_name,
                                              message.recipient_id, command.attempts,
                                              command.reason}};
}

std::vector<AttachmentChange> attachments_of(const MarkMessageSent& command) {
  return {{What::kRemove, kMessageBody, command.message_id.value, {}, {}}};
}

std::vector<AttachmentChange> attachments_of(const MarkMessageFailed& command) {
  return {{What::kPostpone, kMessageBody, command.message_id.value, {}, command.next_attempt_at}};
}

std::vector<AttachmentChange> attachments_of(const GiveUpMessage& command) {
  return {{What::kRemove, kMessageBody, command.message_id.value, {}, {}}};
}

}  // namespace authledger::command
