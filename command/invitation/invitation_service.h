// A person asks for a mail that tells somebody else of the service.
#pragma once

#include <optional>
#include <string>

#include "command/dispatch.h"
#include "command/login/accounts.h"
#include "command/ports/crypto.h"

namespace authledger::command {

struct InvitationOptions {
  std::int64_t per_username_max = 10;  // a day, as all here; negative: no limit
  std::int64_t per_address_max = 3;
  std::int64_t per_client_max = 30;
  std::string link_url{};  // empty: no link
};

struct InvitationAsked {
  std::string login_name;  // in whose name
  std::string address;     // to whom
  std::string client;      // the client's address
};

// Thread-safe.
class InvitationService {
 public:
  InvitationService(Dispatcher& dispatcher, Vault& vault, Random& random, InvitationOptions options)
      : dispatcher_(dispatcher),
        vault_(vault),
        random_(random),
        accounts_(dispatcher, vault),
        options_(std::move(options)) {}

  // A name that nobody has, or somebody who is archived or has not verified the own address, counts
  // and answers alike, and no mail is sent. `own` is the caller, where it must be the caller's own
  // name. Errors: invitation.too_many_invitations; auth.not_allowed for somebody else's name.
  Result<Written> send(const CommandContext& context, const InvitationAsked& asked,
                       const std::optional<UserId>& own, const Render& render);

 private:
  Dispatcher& dispatcher_;
  Vault& vault_;
  Random& random_;
  Accounts accounts_;
  InvitationOptions options_;
};

}  // namespace authledger::command
