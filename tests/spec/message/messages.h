// A message that specs share.
#pragma once

#include "command/message/mark_message.h"
#include "command/message/request_message.h"
#include "shared/errors.h"
#include "tests/support/scenario.h"

namespace authledger::test {

inline const MessageId kMessage{"018f0000-0000-7000-8000-00000000a111"};

inline command::RequestMessage request() {
  command::RequestMessage command{kMessage, command::templates::kEmailVerification};
  command.recipient_id = kAlice;
  command.language = "de-AT";
  command.to = {"alice@example.com"};
  command.parameters = {{"code", "123456"}, {"minutes", "15"}};
  command.expires_at = kNow.plus_s(900);
  command.now = kNow;
  return command;
}

inline const events::MessageRequested kRequested{kMessage, "email", "email_verification",
                                                 "de-AT",  kAlice,  kNow.plus_s(900)};
inline const events::MessageSent kSent{kMessage, "email", "email_verification", kAlice, 1};
inline const events::MessageFailed kFailed{kMessage, "email",       "email_verification", kAlice,
                                           1,        "unreachable", kNow.plus_s(10)};
inline const events::MessageGivenUp kGivenUp{kMessage, "email", "email_verification",
                                             kAlice,   1,       "refused"};

}  // namespace authledger::test
