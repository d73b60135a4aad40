// Every kind of verification, one row each.
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace authledger::command {

// What a right code is good for.
enum class VerificationUse { kVerifyAddress, kSecondFactor, kPasswordReset };

struct VerificationKind {
  std::string_view name;    // in streams and events, and of the message's template
  std::string_view slug;    // in paths and links
  std::string_view factor;  // how the code travels: email, mobile
  VerificationUse use;
  bool by_mobile() const { return factor == "mobile"; }
};

namespace verification_kinds {
inline constexpr VerificationKind kEmail{"email_verification", "email-verification", "email",
                                         VerificationUse::kVerifyAddress};
inline constexpr VerificationKind kMobile{"mobile_verification", "mobile-verification", "mobile",
                                          VerificationUse::kVerifyAddress};
inline constexpr VerificationKind kEmailSecondFactor{
    "email_second_factor", "email-2factor-verification", "email", VerificationUse::kSecondFactor};
inline constexpr VerificationKind kMobileSecondFactor{"mobile_second_factor",
                                                      "mobile-2factor-verification", "mobile",
                                                      VerificationUse::kSecondFactor};
inline constexpr VerificationKind kResetByEmail{
    "password_reset_by_email", "password-reset-by-email", "email", VerificationUse::kPasswordReset};
inline constexpr VerificationKind kResetByMobile{"password_reset_by_mobile",
                                                 "password-reset-by-mobile", "mobile",
                                                 VerificationUse::kPasswordReset};
inline constexpr std::array kAll = {
    kEmail, kMobile, kEmailSecondFactor, kMobileSecondFactor, kResetByEmail, kResetByMobile};
}  // namespace verification_kinds

// The row of a slug; null: there is none.
inline const VerificationKind* find_verification_kind(std::string_view slug) {
  const auto found = std::find_if(verification_kinds::kAll.begin(), verification_kinds::kAll.end(),
                                  [&](const VerificationKind& one) { return one.slug == slug; });
  return found == verification_kinds::kAll.end() ? nullptr : &*found;
}

}  // namespace authledger::command
