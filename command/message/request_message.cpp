#include "command/message/request_message.h"

#include <algorithm>

#include "shared/codec.h"
#include "shared/errors.h"
#include "shared/validation.h"

namespace authledger::command {
namespace {

constexpr std::size_t kAddressesMax = 10;

bool is_number(const std::string& address) {
  return check_text(address, {.length_min = 5, .length_max = 20, .format = "mobile"}).empty();
}

Status check(const RequestMessage& command) {
  const bool mail = command.about.channel == channels::kEmail;
  const auto good = [&](const std::string& one) { return mail ? is_email(one) : is_number(one); };
  if (command.to.empty() || command.to.size() > (mail ? kAddressesMax : 1) ||
      !std::all_of(command.to.begin(), command.to.end(), good)) {
    return fail(errors::kMessageInvalid, std::string(command.about.name) + ": address");
  }
  for (const auto need : command.about.needs) {
    if (!need.empty() && !command.parameters.contains(std::string(need)))
      return fail(errors::kMessageInvalid,
                  std::string(command.about.name) + " needs " + std::string(need));
  }
  return {};
}

}  // namespace

Result<MessageEvents> decide(const MessageState& message, const RequestMessage& command) {
  if (!message.id.empty()) return MessageEvents{};
  AUTHLEDGER_CHECK(check(command));
  return MessageEvents{events::MessageRequested{
      command.message_id, std::string(command.about.channel), std::string(command.about.name),
      command.language, command.recipient_id, command.expires_at}};
}

std::vector<AttachmentChange> attachments_of(const RequestMessage& command) {
  MessageBody body{command.to, {}};
  for (const auto& [name, value] : command.parameters) body.parameters.push_back({name, value});
  return {{AttachmentChange::What::kPut, kMessageBody, command.message_id.value, encode(body),
           command.now, true}};
}

}  // namespace authledger::command
