#include "infra/api/service/documents.h"

#include <algorithm>

#include "shared/errors.h"

namespace authledger::infra {

Result<projections::Document> document_after(const DocumentOf& which,
                                             std::span<const command::PlannedEvent> planned) {
  std::optional<projections::Document> document;
  const auto ours = [&](const command::PlannedEvent& one) {
    return one.event.stream_id == which.stream_id;
  };
  const bool is_new = std::any_of(planned.begin(), planned.end(), [&](const auto& one) {
    return ours(one) && one.event.stream_version == 1;
  });
  if (!is_new) {
    AUTHLEDGER_TRY(before, which.truth.get(which.stream_id));
    if (!before) return fail(which.unknown);
    document = std::move(*before);
  }
  for (const auto& one : planned) {
    if (!ours(one)) continue;
    auto event = one.event;
    event.position = document ? document->version + 1 : 1;  // the log gives the true one
    if (document && event.stream_version != document->stream_version + 1)
      return fail(errors::kStreamChanged);
    AUTHLEDGER_TRY(after, which.projection.apply(event, one.sealer.get(), document));
    document = std::move(after);
  }
  return std::move(*document);
}

}  // namespace authledger::infra
