// Log-in by somebody else's word: an issuer that we trust says whose e-mail address it is.
#pragma once

#include <string>

#include "command/dispatch.h"
#include "command/login/accounts.h"
#include "command/ports/crypto.h"

namespace authledger::command {

// What the issuer says, verified by the caller. REQUIRES: the issuer has verified the address.
struct VouchedIdentity {
  std::string email;
  std::string fullname;
  std::string language{};  // empty: not told
  std::string origin;      // events::origin
};

// Thread-safe.
class FederatedLogin {
 public:
  FederatedLogin(Dispatcher& dispatcher, Vault& vault, const Clock& clock, Random& random)
      : dispatcher_(dispatcher), accounts_(dispatcher, vault), clock_(clock), random_(random) {}

  // The person with this address, as of right now: registered without a password if there is none;
  // one whose address nobody had verified loses what others may know of the account
  // (ClaimAccount), and is no longer archived. Other archived ones come through: admit() says what
  // that means. Errors: log.unavailable, log.stream_changed.
  Result<Versioned<UserState>> person_of(const CommandContext& context,
                                         const VouchedIdentity& identity);

 private:
  Result<UserId> registered(const CommandContext& context, const VouchedIdentity& identity);

  Dispatcher& dispatcher_;
  Accounts accounts_;
  const Clock& clock_;
  Random& random_;
};

}  // namespace authledger::command
