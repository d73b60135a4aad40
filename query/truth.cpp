#include "query/truth.h"

namespace authledger::query {

using projections::Document;

Result<std::optional<Document>> DocumentTruth::get(const std::string& stream_id) {
  const auto known = documents_.get(stream_id);
  AUTHLEDGER_TRY(events, log_.read_stream(stream_id, known ? known->stream_version : 0));
  if (events.empty()) return known ? std::optional(*known) : std::optional<Document>();
  std::shared_ptr<const Sealer> sealer;
  if (!events.front().subject.empty()) {
    AUTHLEDGER_TRY(found, keys_.find(events.front().subject));
    sealer = std::move(found);
  }
  std::optional<Document> document;
  if (known) document = *known;
  for (const auto& event : events) {
    AUTHLEDGER_TRY(next, projection_.apply(event, sealer.get(), document));
    document = std::move(next);
  }
  documents_.put(stream_id, std::make_shared<const Document>(*document), [&](const Document& old) {
    return old.stream_version >= document->stream_version;
  });
  return document;
}

}  // namespace authledger::query
