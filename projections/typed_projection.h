// A projection whose documents are the streams of one aggregate: document id = stream id without
// its prefix.
#pragma once

#include <string>
#include <utility>

#include "events/event_codec.h"
#include "projections/projection.h"
#include "shared/codec.h"
#include "shared/errors.h"

namespace authledger::projections {

// What a fold works on: the document, and what it may know of the event's envelope.
template <class Doc>
struct Draft {
  Doc document;
  bool listed = true;
  std::string tenant_id;
  Timestamp recorded_at;
};

// A fold sees a stream without a gap. Errors: log.corrupt_event.
inline Status follows(const events::StoredEvent& event, StreamVersion folded) {
  if (event.stream_version == folded + 1) return {};
  return fail(errors::kCorruptEvent, event.stream_id + " goes on with version " +
                                         std::to_string(event.stream_version) + " behind " +
                                         std::to_string(folded));
}

// Fold is a struct made from Draft<Doc>& with one operator() per alternative of EventVariant; a
// missing one does not compile. Doc has record_version and updated_at.
template <class Doc, class EventVariant, class Fold>
class TypedProjection final : public Projection {
 public:
  TypedProjection(std::string name, int version, std::string stream_prefix)
      : schema_(schema_of<Doc>(std::move(name), version)), prefix_(std::move(stream_prefix)) {}

  const ReadModelSchema& schema() const override { return schema_; }

  std::optional<std::string> document_id(const events::StoredEvent& event) const override {
    if (!event.stream_id.starts_with(prefix_)) return std::nullopt;
    return event.stream_id.substr(prefix_.size());
  }

  bool starts_document(const events::StoredEvent& event) const override {
    return event.stream_version == 1;
  }

  Result<Document> apply(const events::StoredEvent& event, const Sealer* sealer,
                         const std::optional<Document>& before) const override {
    if (before && event.position <= before->version) return *before;
    AUTHLEDGER_CHECK(follows(event, before ? before->stream_version : 0));
    AUTHLEDGER_TRY(typed, events::decode_event<EventVariant>(event, sealer));
    Draft<Doc> draft{{}, true, event.tenant_id, event.recorded_at};
    if (before) {
      AUTHLEDGER_TRY(document, decode<Doc>(std::string_view(before->body)));
      draft.document = std::move(document);
      draft.listed = before->listed;
    }
    draft.document.record_version = event.stream_version;
    draft.document.updated_at = event.recorded_at;
    std::visit(Fold{draft}, typed);
    return Document{event.stream_id.substr(prefix_.size()),
                    event.tenant_id,
                    event.position,
                    event.stream_version,
                    draft.listed,
                    encode(draft.document),
                    values_of(draft.document)};
  }

 private:
  ReadModelSchema schema_;
  std::string prefix_;
};

}  // namespace authledger::projections
