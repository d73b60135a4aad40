// Asks for a mail or a text message, in the transaction of what it tells about:
//
//   RequestMessage message{MessageId{new_uuid(clock, random)}, templates::kEmailVerification};
//   message.recipient_id = user.id;
//   message.language = user.preferred_language.value_or("en");
//   message.to = {user.email};
//   message.parameters = {{"code", code}, {"minutes", "15"}, {"link", link}, {"name", fullname}};
//   message.expires_at = code_expires_at;
//   message.now = context.now;
//   dispatcher.run(context, render, start_verification, message);
//
// A worker sends it (infra/messages/worker.h).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "command/message/message_state.h"
#include "command/message/templates.h"

namespace authledger::command {

struct RequestMessage {
  using Aggregate = MessageAggregate;
  static constexpr std::string_view kName = "request_message";
  MessageId message_id;  // UUIDv7
  MessageTemplate about;
  std::optional<UserId> recipient_id{};
  std::string language = "en";    // en stands in for one that has no template
  std::vector<std::string> to{};  // e-mail addresses, or one number in E.164
  std::map<std::string, std::string> parameters{};
  std::optional<Timestamp> expires_at{};  // not worth sending from then on: when the code expires
  Timestamp now{};
  const MessageId& target() const { return message_id; }
};

// Errors: message.message_is_invalid for an address that is none, and for a parameter that the
// template needs and does not get.
Result<MessageEvents> decide(const MessageState& message, const RequestMessage& command);

std::vector<AttachmentChange> attachments_of(const RequestMessage& command);

}  // namespace authledger::command
