// What a new password must be (API.md): 8 to 128 characters after NFKC, none of the 10,000 most
// common ones, not the person's own e-mail or username. Thread-safe.
#pragma once

#include <string_view>

#include "shared/result.h"

namespace authledger::infra {

struct PasswordOwner {
  std::string_view email;     // empty: none
  std::string_view username;  // empty: none
};

// Errors: request.invalid_input with `fields` for "password" (length, not UTF-8),
// user.password_is_too_weak.
Status check_new_password(std::string_view password, const PasswordOwner& owner);

// In the list of common_passwords.txt, upper or lower case.
bool is_common_password(std::string_view password);

}  // namespace authledger::infra
