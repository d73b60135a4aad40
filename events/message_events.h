// Facts of one message (a mail, a text message), in the stream message-<id>. Neither its address,
// nor its text, nor a code: those stand sealed beside the log until it is sent or given up. No
// personal data, no subject.
#pragma once

#include <optional>
#include <string>
#include <tuple>
#include <variant>

#include "shared/fields.h"
#include "shared/ids.h"
#include "shared/time.h"

namespace authledger::events {

struct MessageRequested {
  static constexpr std::string_view kType = "message.requested";
  static constexpr int kVersion = 1;
  MessageId message_id;
  std::string channel;                  // email, sms
  std::string template_name;            // email_verification, …
  std::string language;                 // as the recipient prefers it, de-AT
  std::optional<UserId> recipient_id;   // none: somebody without an account
  std::optional<Timestamp> expires_at;  // not worth sending from then on
  static constexpr auto fields() {
    return std::tuple{field("messageId", &MessageRequested::message_id),
                      field("channel", &MessageRequested::channel),
                      field("template", &MessageRequested::template_name),
                      field("language", &MessageRequested::language),
                      field("recipientId", &MessageRequested::recipient_id),
                      field("expiresAt", &MessageRequested::expires_at)};
  }
};

// A server took it.
struct MessageSent {
  static constexpr std::string_view kType = "message.sent";
  static constexpr int kVersion = 1;
  MessageId message_id;
  std::string channel;
  std::string template_name;
  std::optional<UserId> recipient_id;
  int attempt = 0;  // 1 for the first
  static constexpr auto fields() {
    return std::tuple{
        field("messageId", &MessageSent::message_id), field("channel", &MessageSent::channel),
        field("template", &MessageSent::template_name),
        field("recipientId", &MessageSent::recipient_id), field("attempt", &MessageSent::attempt)};
  }
};

// Not sent; tried again later.
struct MessageFailed {
  static constexpr std::string_view kType = "message.failed";
  static constexpr int kVersion = 1;
  MessageId message_id;
  std::string channel;
  std::string template_name;
  std::optional<UserId> recipient_id;
  int attempt = 0;
  std::string reason;  // a class: unreachable, timeout, tls, authentication, refused, busy, …
  Timestamp next_attempt_at;
  static constexpr auto fields() {
    return std::tuple{field("messageId", &MessageFailed::message_id),
                      field("channel", &MessageFailed::channel),
                      field("template", &MessageFailed::template_name),
                      field("recipientId", &MessageFailed::recipient_id),
                      field("attempt", &MessageFailed::attempt),
                      field("reason", &MessageFailed::reason),
                      field("nextAttemptAt", &MessageFailed::next_attempt_at)};
  }
};

// Never sent: refused for good, tried too often, or too old.
struct MessageGivenUp {
  static constexpr std::string_view kType = "message.given_up";
  static constexpr int kVersion = 1;
  MessageId message_id;
  std::string channel;
  std::string template_name;
  std::optional<UserId> recipient_id;
  int attempts = 0;
  std::string reason;
  static constexpr auto fields() {
    return std::tuple{field("messageId", &MessageGivenUp::message_id),
                      field("channel", &MessageGivenUp::channel),
                      field("template", &MessageGivenUp::template_name),
                      field("recipientId", &MessageGivenUp::recipient_id),
                      field("attempts", &MessageGivenUp::attempts),
                      field("reason", &MessageGivenUp::reason)};
  }
};

using MessageEvent = std::variant<MessageRequested, MessageSent, MessageFailed, MessageGivenUp>;

}  // namespace authledger::events
