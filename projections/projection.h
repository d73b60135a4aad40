// A projection is a pure fold of events into documents. The runner, single gets and rebuilds all
// use the same one.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "events/stored_event.h"
#include "projections/document.h"
#include "shared/result.h"
#include "shared/secret.h"

namespace authledger::projections {

// Stateless, thread-safe.
class Projection {
 public:
  virtual ~Projection() = default;

  virtual const ReadModelSchema& schema() const = 0;

  // The document that an event changes; nothing: the projection does not handle this event.
  virtual std::optional<std::string> document_id(const events::StoredEvent& event) const = 0;

  // True: no event before this one changed its document, so there is none to look up. False:
  // perhaps.
  virtual bool starts_document(const events::StoredEvent&) const { return false; }

  // The document after the event. `before` is nothing for the first event. An event at or before
  // `before->version` changes nothing (duplicates, replays). Errors: log.corrupt_event for an event
  // that cannot be folded, among them one that skips a stream version.
  virtual Result<Document> apply(const events::StoredEvent& event, const Sealer* sealer,
                                 const std::optional<Document>& before) const = 0;
};

}  // namespace authledger::projections
