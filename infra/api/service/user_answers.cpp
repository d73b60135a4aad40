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
  const auto& projection = projections::users();
  std::optional<projections::Document> document;
  const bool is_new =
      std::any_of(planned.begin(), planned.end(), [&](const command::PlannedEvent& one) {
        return one.event.stream_version == 1 && projection.document_id(one.event) == user.value;
      });
  if (!is_new) {
    AUTHLEDGER_TRY(before,
                   call.services.user_documents.get(command::UserAggregate::stream_id(user)));
    if (!before) return fail(errors::kUserNotFound);
    document = std::move(*before);
  }
  for (const auto& one : planned) {
    if (projection.document_id(one.event) != user.value) continue;
    auto event = one.event;
    event.position = document ? document->version + 1 : 1;  // the log gives the true one
    if (document && event.stream_version != document->stream_version + 1)
      return fail(errors::kStreamChanged);
    AUTHLEDGER_TRY(after, projection.apply(event, one.sealer.get(), document));
    document = std::move(after);
  }
  return std::move(*document);
}

command::Render user_envelope(Call& call, const UserId& user) {
  return [&call, user](std::span<const command::PlannedEvent> planned) -> Result<Answer> {
    AUTHLEDGER_TRY(document, user_document_after(call, user, planned));
    return Answer{call.route.success_status, {}, object_envelope(call, document.body)};
  };
}

}  // namespace authledger::infra
