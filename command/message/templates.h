// Every kind of message, one row each: its name, how it is sent, which parameters it needs. The
// texts are files, infra/messages/templates/<language>/<name>.txt; a test demands one per row.
//
// Any template may also use, where they are given: name (of the recipient), inviter, link.
// `service` and `time` (of the request, UTC) are always there.
#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace authledger::command {

namespace channels {
inline constexpr std::string_view kEmail = "email";
inline constexpr std::string_view kSms = "sms";
}  // namespace channels

struct MessageTemplate {
  std::string_view name;
  std::string_view channel;
  std::array<std::string_view, 4> needs{};  // parameters; empty ones do not count
};

namespace templates {
inline constexpr MessageTemplate kEmailVerification{
    "email_verification", channels::kEmail, {"code", "minutes"}};
inline constexpr MessageTemplate kEmailSecondFactor{
    "email_second_factor", channels::kEmail, {"code", "minutes"}};
inline constexpr MessageTemplate kPasswordResetByEmail{
    "password_reset_by_email", channels::kEmail, {"code", "minutes"}};
inline constexpr MessageTemplate kMobileVerification{
    "mobile_verification", channels::kSms, {"code", "minutes"}};
inline constexpr MessageTemplate kMobileSecondFactor{
    "mobile_second_factor", channels::kSms, {"code", "minutes"}};
inline constexpr MessageTemplate kPasswordResetByMobile{
    "password_reset_by_mobile", channels::kSms, {"code", "minutes"}};
inline constexpr MessageTemplate kPasswordChangedNotice{"password_changed_notice",
                                                        channels::kEmail};
inline constexpr MessageTemplate kSessionCopiedNotice{"session_copied_notice", channels::kEmail};
inline constexpr MessageTemplate kReferenceMail{"reference_mail", channels::kEmail};

inline constexpr std::array kAll = {
    kEmailVerification,     kEmailSecondFactor,   kPasswordResetByEmail,
    kMobileVerification,    kMobileSecondFactor,  kPasswordResetByMobile,
    kPasswordChangedNotice, kSessionCopiedNotice, kReferenceMail};
}  // namespace templates

// The row of a name; null: there is none.
inline const MessageTemplate* find_template(std::string_view name) {
  const auto* found = std::find_if(templates::kAll.begin(), templates::kAll.end(),
                                   [&](const MessageTemplate& one) { return one.name == name; });
  return found == templates::kAll.end() ? nullptr : found;
}

}  // namespace authledger::command
