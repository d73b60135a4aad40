// What a log-in needs beside the right password, by settings, role and person.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "command/user/user_state.h"
#include "shared/result.h"

namespace authledger::command {

struct SecondFactors {
  bool email = false;
  bool mobile = false;
  bool any() const { return email || mobile; }
  std::vector<std::string> names() const;
};

struct LoginRules {
  bool email_verification_required = false;
  bool mobile_verification_required = false;
  SecondFactors everyone{};
  std::map<std::string, SecondFactors> by_role{};
};

// Whether a person who proved the password may come in, and which factors are still missing: those
// of everyone, of the role and of the person together. Errors, in this order: user.user_banned,
// user.user_archived, user.email_verification_needed, user.mobile_verification_needed (also for a
// factor that needs a verified number and has none).
Result<SecondFactors> admit(const UserState& user, const LoginRules& rules, Timestamp now);

}  // namespace authledger::command
