#include "infra/api/service/user_answers.h"

#include "infra/api/envelope.h"
#include "infra/api/services.h"
#include "projections/users.h"

namespace authledger::infra {

Result<projections::Document> user_document(const Call& call, const UserId& user) {
  AUTHLEDGER_TRY(known, call.services.dispatcher.load<command::UserAggregate>(
                            user, command::Freshness::kFresh));
  if (!known->state.exists() || known->state.tenant_id != call.tenant_id)
    return fail(errors::kUserNotFound);
  AUTHLEDGER_TRY(document,
                 call.services.user_documents.get(command::UserAggregate::stream_id(user)));
  if (!document) return fail(errors::kUserNotFound);
  return std::move(*document);
}

Result<projections::Document> user_document_after(const Call& call, const UserId& user,
                                                  std::span<const command::PlannedEvent> planned) {
  return document_after({projections::users(), call.services.user_documents,
                         command::UserAggregate::stream_id(user), errors::kUserNotFound},
                        planned);
}

command::Render user_envelope(Call& call, const UserId& user) {
  return [&call, user](std::span<const command::PlannedEvent> planned) -> Result<Answer> {
    AUTHLEDGER_TRY(document, user_document_after(call, user, planned));
    return Answer{call.route.success_status, {}, object_envelope(call, document.body)};
  };
}

}  // namespace authledger::infra
