#include "command/verification/code_message.h"

#include <algorithm>

#include "shared/validation.h"

namespace authledger::command {
namespace {

constexpr const char* kNobodysMobile = "+10000000000";
constexpr const char* kNobodysEmail = "nobody@example.com";

std::string address_of(const CodeMessage& message, const Account& account) {
  if (!account.user && !message.kind.by_mobile() && !is_email(message.asked_for))
    return kNobodysEmail;  // a username that nobody has
  if (!account.user) return message.kind.by_mobile() ? kNobodysMobile : message.asked_for;
  const auto& user = account.user->state;
  return message.kind.by_mobile() ? user.mobile.value_or(kNobodysMobile) : user.email;
}

std::string link_of(const CodeMessage& message, const StartVerification& start,
                    const Account& account) {
  std::string link =
      message.link_url + "/" + std::string(message.kind.slug) + "?userId=" + account.id;
  if (start.session_id) link += "&sessionId=" + start.session_id->value;
  return link + "&code=" + message.code;
}

}  // namespace

RequestMessage request_of(const CodeMessage& message, const StartVerification& start,
                          const Account& account, const MessageId& id) {
  RequestMessage request{id, *find_template(message.kind.name)};
  request.to = {address_of(message, account)};
  request.parameters = {
      {"code", message.code},
      {"minutes", std::to_string(std::max<std::int64_t>(1, (message.ttl_s + 59) / 60))}};
  if (account.user) {
    request.parameters["name"] = account.user->state.fullname;
    request.language = account.user->state.preferred_language.value_or("en");
  }
  if (!message.link_url.empty()) request.parameters["link"] = link_of(message, start, account);
  if (!message.is_for_show) request.recipient_id = account.user->state.id;
  request.expires_at = message.is_for_show ? start.now : start.expires_at;
  request.now = start.now;
  return request;
}

}  // namespace authledger::command
