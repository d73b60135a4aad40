#include "command/login/login_rules.h"

#include "shared/errors.h"

namespace authledger::command {

std::vector<std::string> SecondFactors::names() const {
  std::vector<std::string> out;
  if (email) out.emplace_back("email");
  if (mobile) out.emplace_back("mobile");
  return out;
}

Result<SecondFactors> admit(const UserState& user, const LoginRules& rules, Timestamp now) {
  if (user.banned(now)) return fail(errors::kUserBanned);
  if (user.archived()) return fail(errors::kUserArchived);
  if (user.unconfirmed || (rules.email_verification_required && !user.email_verified))
    return fail(errors::kEmailVerificationNeeded);
  SecondFactors needed = rules.everyone;
  if (const auto found = rules.by_role.find(user.role_id); found != rules.by_role.end()) {
    needed.email |= found->second.email;
    needed.mobile |= found->second.mobile;
  }
  needed.email |= user.second_factor == "email";
  needed.mobile |= user.second_factor == "mobile";
  if ((rules.mobile_verification_required || needed.mobile) && !user.mobile_verified)
    return fail(errors::kMobileVerificationNeeded);
  return needed;
}

}  // namespace authledger::command
