// Projections over the streams of one aggregate.
#pragma once

#include <string>
#include <utility>
#include <vector>

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

// Documents of the streams of one aggregate: document id = stream id without its prefix.
class StreamProjection : public Projection {
 public:
  const ReadModelSchema& schema() const final { return schema_; }

  std::optional<std::string> document_id(const events::StoredEvent& event) const final {
    if (!event.stream_id.starts_with(prefix_)) return std::nullopt;
    return event.stream_id.substr(prefix_.size());
  }

  bool starts_document(const events::StoredEvent& event) const final {
    return event.stream_version == 1;
  }

 protected:
  StreamProjection(ReadModelSchema schema, std::string prefix)
      : schema_(std::move(schema)), prefix_(std::move(prefix)) {}

  // A fold sees a stream without a gap. Errors: log.corrupt_event.
  static Status follows(const events::StoredEvent& event, const std::optional<Document>& before) {
    const StreamVersion folded = before ? before->stream_version : 0;
    if (event.stream_version == folded + 1) return {};
    return fail(errors::kCorruptEvent, event.stream_id + " goes on with version " +
                                           std::to_string(event.stream_version) + " behind " +
                                           std::to_string(folded));
  }

  // As it stands behind the event.
  template <class Body>
  Document document_of(const events::StoredEvent& event, bool listed, const Body& body,
                       std::vector<FieldValue> values) const {
    return {event.stream_id.substr(prefix_.size()),
            event.tenant_id,
            event.position,
            event.stream_version,
            listed,
            encode(body),
            std::move(values)};
  }

 private:
  ReadModelSchema schema_;
  std::string prefix_;
};

// One document per stream. Fold is a struct made from Draft<Doc>& with one operator() per
// alternative of EventVariant; a missing one does not compile. Doc has record_version and
// updated_at.
template <class Doc, class EventVariant, class Fold>
class TypedProjection final : public StreamProjection {
 public:
  TypedProjection(std::string name, int version, std::string stream_prefix)
      : StreamProjection(schema_of<Doc>(std::move(name), version), std::move(stream_prefix)) {}

  Result<Document> apply(const events::StoredEvent& event, const Sealer* sealer,
                         const std::optional<Document>& before) const override {
    if (before && event.position <= before->version) return *before;
    AUTHLEDGER_CHECK(follows(event, before));
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
    return document_of(event, draft.listed, draft.document, values_of(draft.document));
  }
};

}  // namespace authledger::projections
