// The document of one stream in answers to writes: as it will be once they are committed.
#pragma once

#include <span>
#include <string>

#include "command/plan.h"
#include "infra/http/route.h"
#include "projections/projection.h"
#include "query/truth.h"

namespace authledger::infra {

struct DocumentOf {
  const projections::Projection& projection;
  query::DocumentTruth& truth;
  std::string stream_id;
  const ErrorRow& unknown;  // the refusal for a stream without events
};

// Errors: log.stream_changed when somebody else wrote the stream meanwhile.
Result<projections::Document> document_after(const DocumentOf& which,
                                             std::span<const command::PlannedEvent> planned);

inline Reply reply_of(command::Written written) {
  return Reply{std::move(written.answer), written.position};
}

}  // namespace authledger::infra
