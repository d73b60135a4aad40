// The list behind password_policy.h; common_passwords.md tells where it is from.
#pragma once

#include <string_view>

namespace authledger::infra {

// One per line, most common first.
std::string_view common_passwords_text();

}  // namespace authledger::infra
