#include "infra/log/published_event.h"

#include <utility>

#include "events/publication.h"
#include "shared/codec.h"

namespace authledger::infra {

events::EventMeta published_meta(const std::string& meta) {
  events::EventMeta result;
  const auto document = parse_json(meta);
  if (!document || !document->IsObject()) return result;
  result.actor_kind = text_member(*document, "actorKind");
  result.actor_id = text_member(*document, "actorId");
  result.correlation_id = text_member(*document, "correlationId");
  result.causation_id = text_member(*document, "causationId");
  return result;
}

events::StoredEvent as_published(events::StoredEvent event) {
  // Most events have no secret: no need to parse those. An escaped spelling cannot occur, because
  // our own writer wrote the text.
  if (event.payload.find("\"secret\"") != std::string::npos) {
    if (auto payload = events::published_payload(event.payload)) {
      event.payload = std::move(*payload);
    }
  }
  event.meta = encode(published_meta(event.meta));
  return event;
}

}  // namespace authledger::infra
