#include "command/invitation/invitation_service.h"

#include "command/invitation/count_invitation.h"
#include "command/message/request_message.h"

namespace authledger::command {

Result<Written> InvitationService::send(const CommandContext& context, const InvitationAsked& asked,
                                        const std::optional<UserId>& own, const Render& render) {
  AUTHLEDGER_TRY(account, accounts_.by_name(context.tenant_id, asked.login_name));
  if (own && (!account.user || account.user->state.id != *own)) return fail(errors::kNotAllowed);
  const bool sends =
      account.user && account.user->state.active() && account.user->state.email_verified;
  RequestMessage mail{MessageId{uuid_v7(context.now, random_.bytes(10))},
                      templates::kReferenceMail};
  mail.to = {asked.address};
  mail.now = context.now;
  if (sends) {
    mail.language = account.user->state.preferred_language.value_or("en");
    mail.parameters["inviter"] = account.user->state.fullname;
  }
  if (!options_.link_url.empty()) mail.parameters["link"] = options_.link_url;
  mail.expires_at = sends ? context.now.plus_s(kInvitationWindow_s) : context.now;
  const auto count = [&](const char* limit, std::string key, std::int64_t max) {
    return CountInvitation{{limit, std::move(key)}, mail.message_id, max, context.now};
  };
  const auto hashed = [&](const char* purpose, const std::string& value) {
    return vault_.keyed_hash(purpose, context.tenant_id + "\n" + value).substr(0, 32);
  };
  return dispatcher_.run(context, render, count("username", account.id, options_.per_username_max),
                         count("address", hashed("invited", normalised_email(asked.address)),
                               options_.per_address_max),
                         count("client", hashed("client", asked.client), options_.per_client_max),
                         mail);
}

}  // namespace authledger::command
