// The message that carries a code.
#pragma once

#include <string>

#include "command/login/accounts.h"
#include "command/message/request_message.h"
#include "command/verification/start_verification.h"
#include "command/verification/verification_kind.h"

namespace authledger::command {

struct CodeMessage {
  VerificationKind kind;
  std::string code;
  std::string asked_for;     // the address that the caller named, if it named one
  std::string link_url;      // empty: no link
  std::int64_t ttl_s = 0;    //
  bool is_for_show = false;  // of no use to anybody: requested, and never sent
};

// Dispatched with `start`. One for show is too old to be sent from its beginning.
RequestMessage request_of(const CodeMessage& message, const StartVerification& start,
                          const Account& account, const MessageId& id);

}  // namespace authledger::command
