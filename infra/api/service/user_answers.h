// How user objects get into answers.
#pragma once

#include "command/plan.h"
#include "infra/api/service/documents.h"
#include "infra/http/call.h"
#include "projections/document.h"

namespace authledger::infra {

// The user's document as of now, from the truth. Errors: user.user_not_found (never registered,
// deleted, or of another tenant).
Result<projections::Document> user_document(const Call& call, const UserId& user);

// The user's document as it will be once `planned` is written. Errors: log.stream_changed when
// somebody else wrote the stream meanwhile.
Result<projections::Document> user_document_after(const Call& call, const UserId& user,
                                                  std::span<const command::PlannedEvent> planned);

// The route's envelope around that document.
command::Render user_envelope(Call& call, const UserId& user);

}  // namespace authledger::infra
