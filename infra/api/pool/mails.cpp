#include "infra/api/pool/mails.h"

#include "infra/api/pool/answers.h"
#include "infra/api/pool/requests.h"
#include "infra/api/service/documents.h"
#include "infra/api/services.h"
#include "infra/http/call.h"

namespace authledger::infra {

Result<Reply> pool_reference_mail(Call& call) {
  const bool needs_token = call.services.settings.reference_mail_requires_token != 0;
  if (needs_token && !call.session) return fail(errors::kLoginRequired);
  AUTHLEDGER_TRY(body, call.read_body<PoolReferenceBody>());
  const auto own = needs_token ? std::optional(call.session->user.id) : std::nullopt;
  AUTHLEDGER_TRY(written, call.services.invitations.send(
                              call.context(),
                              {body.username, body.destination_email, call.request.remote_address},
                              own, [](std::span<const command::PlannedEvent>) -> Result<Answer> {
                                return pool_answer("The reference mail is on its way.");
                              }));
  return reply_of(std::move(written));
}

Result<Reply> pool_invite_template(Call& call) {
  const auto& user = call.session->user;
  TemplateValues values{{"inviter", user.fullname}};
  if (const auto& link = call.services.settings.invite_url; !link.empty()) values["link"] = link;
  AUTHLEDGER_TRY(mail, call.services.texts.render(command::templates::kReferenceMail,
                                                  user.preferred_language.value_or("en"),
                                                  std::move(values), call.now));
  return Reply{pool_answer("The mail that invites others.", PoolInviteTemplate{mail.html})};
}

}  // namespace authledger::infra
