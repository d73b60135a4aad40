// Whose account is it that somebody names? A name that nobody has stands for an account too: with
// an id of its own, so that what strangers ask for costs the same work and leaves the same traces.
#pragma once

#include <memory>
#include <string>

#include "command/dispatch.h"
#include "command/ports/crypto.h"

namespace authledger::command {

struct Account {
  std::string id;                                    // the user's, or a keyed hash shaped as one
  std::shared_ptr<const Versioned<UserState>> user;  // none: nobody has this name
};

// Thread-safe. Errors of all: log.unavailable.
class Accounts {
 public:
  Accounts(Dispatcher& dispatcher, Vault& vault) : dispatcher_(dispatcher), vault_(vault) {}

  // The user as of right now. An e-mail address or a username; deleted people come through.
  Result<Account> by_login_name(const std::string& tenant_id, const std::string& name);

  // The same look-ups for nobody. Deleted people and those of another tenant are nobody.
  Result<Account> by_email(const std::string& tenant_id, const std::string& email);
  Result<Account> by_mobile(const std::string& tenant_id,
                            const std::string& mobile);                            // a verified one
  Result<Account> by_name(const std::string& tenant_id, const std::string& name);  // as log-ins do
  Result<Account> by_id(const std::string& tenant_id, const UserId& user);

 private:
  std::string nobody(const std::string& tenant_id, const std::string& name) const;
  Result<Account> by_claim(const std::string& tenant_id, const std::string& kind,
                           const std::string& value);
  Result<Account> right_now(const std::string& tenant_id, const UserId& user,
                            const std::string& name);

  Dispatcher& dispatcher_;
  Vault& vault_;
};

}  // namespace authledger::command
