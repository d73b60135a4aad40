#include "command/message/message_state.h"

namespace authledger::command {
namespace {

using namespace events;

struct EvolveMessage {
  MessageState& message;
  const Recorded& recorded;
  void operator()(const MessageRequested& e) const {
    message.id = e.message_id;
    message.tenant_id = recorded.tenant_id;
    message.channel = e.channel;
    message.template_name = e.template_name;
    message.language = e.language;
    message.recipient_id = e.recipient_id;
    message.requested_at = recorded.at;
    message.expires_at = e.expires_at;
  }
  void operator()(const MessageFailed& e) const { message.attempts = e.attempt; }
  void operator()(const MessageSent&) const { message.done = true; }
  void operator()(const MessageGivenUp&) const { message.done = true; }
};

}  // namespace

void evolve(MessageState& message, const MessageEvent& event, const Recorded& recorded) {
  std::visit(EvolveMessage{message, recorded}, event);
}

}  // namespace authledger::command
