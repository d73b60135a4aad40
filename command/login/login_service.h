// Who is it? Password log-in with its attempts and delays; the same work and the same answer for an
// unknown user, a user without a password and a wrong password.
#pragma once

#include <string>

#include "command/dispatch.h"
#include "command/login/accounts.h"
#include "command/login/login_rules.h"
#include "command/ports/crypto.h"
#include "command/session/session_service.h"

namespace authledger::command {

struct Credentials {
  std::string username;  // an e-mail address or a username
  std::string password;
  std::string client;  // the client's address
};

// A person who proved the password, as of the version that it was proved at. Archived ones come
// through: the caller says what that means.
struct Authenticated {
  UserState user;
  StreamVersion user_version = 0;
  ClearLoginFailures clear;  // to be dispatched with what follows
};

// Thread-safe.
class LoginService {
 public:
  LoginService(Dispatcher& dispatcher, PasswordHasher& hasher, Vault& vault, LoginRules rules = {})
      : dispatcher_(dispatcher),
        hasher_(hasher),
        vault_(vault),
        accounts_(dispatcher, vault),
        rules_(std::move(rules)) {}

  // Errors: auth.too_many_attempts with retry_after_s, auth.wrong_username_or_password,
  // password.hash_pool_is_full, log.unavailable. A password under old settings is hashed again.
  Result<Authenticated> authenticate(const CommandContext& context, const Credentials& credentials);

  // What a person who proved the password still needs. Errors: as login_rules.h.
  Result<SecondFactors> admit(const UserState& user, Timestamp now) const {
    return command::admit(user, rules_, now);
  }

 private:
  Result<bool> proves(const Account& account, const std::string& password);
  void rehash(const CommandContext& context, Account& account, const std::string& password);

  Dispatcher& dispatcher_;
  PasswordHasher& hasher_;
  Vault& vault_;
  Accounts accounts_;
  LoginRules rules_;
};

}  // namespace authledger::command
