// The use cases on people that need more than one decision: passwords to check and hash, values to
// look up first. Every face calls these; none has rules of its own. Thread-safe.
#pragma once

#include <optional>
#include <string>

#include "command/dispatch.h"
#include "command/login/login_service.h"

namespace authledger::command {

// Who calls, as far as rules about people care.
struct Caller {
  UserId user_id;
  std::string role_id;
  SessionId session_id;
};

class UserService {
 public:
  UserService(Dispatcher& dispatcher, PasswordHasher& hasher, LoginService& login, Random& random,
              std::int64_t archive_window_s)
      : dispatcher_(dispatcher),
        hasher_(hasher),
        login_(login),
        random_(random),
        archive_window_s_(archive_window_s) {}

  // Checks what can be refused before the work, and fills in `command.password_hash` from
  // `password`. Errors: user.password_is_too_weak, user.email_taken, user.username_taken (before
  // any hashing), password.hash_pool_is_full.
  Status prepare_registration(const CommandContext& context, RegisterUser& command,
                              const std::string& password);

  // Errors: those of prepare_registration().
  Result<Written> register_user(const CommandContext& context, RegisterUser command,
                                const std::string& password, const Render& render);

  // By the person, who gets a notice by mail, as after set_password(). Errors:
  // user.old_password_is_wrong, auth.too_many_attempts, user.password_is_too_weak.
  Result<Written> change_password(const CommandContext& context, const Caller& caller,
                                  const std::string& old_password, const std::string& new_password,
                                  const Render& render);

  // By an administrator. Errors: user.super_admin_only, user.user_not_found,
  // user.password_is_too_weak.
  Result<Written> set_password(const CommandContext& context, const Caller& caller,
                               const UserId& user, const std::string& password,
                               const Render& render);

  Result<Written> archive(const CommandContext& context, const UserId& user, const Render& render);

  // By the person, with the password. Errors: as authenticate(), then user.user_banned,
  // user.user_archived when the window is over.
  Result<Written> restore(const CommandContext& context, const Credentials& credentials,
                          const std::function<Render(const UserState&)>& render);

 private:
  Dispatcher& dispatcher_;
  PasswordHasher& hasher_;
  LoginService& login_;
  Random& random_;
  std::int64_t archive_window_s_;
};

}  // namespace authledger::command
