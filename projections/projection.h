// A projection is a pure fold of events into documents. The runner, single gets and rebuilds all
// use the same one.
//
// Every stream has one document that is folded, and perhaps others that are derived from it: then
// it is their root, which is in no list (decision 24).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

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

  // The document that an event is folded into; nothing: the projection does not handle this event.
  virtual std::optional<std::string> document_id(const events::StoredEvent& event) const = 0;

  // True: no event before this one changed its document, so there is none to look up. False:
  // perhaps.
  virtual bool starts_document(const events::StoredEvent&) const { return false; }

  // The document after the event. `before` is nothing for the first event. An event at or before
  // `before->version` changes nothing (duplicates, replays). Errors: log.corrupt_event for an event
  // that cannot be folded, among them one that skips a stream version.
  virtual Result<Document> apply(const events::StoredEvent& event, const Sealer* sealer,
                                 const std::optional<Document>& before) const = 0;

  // The documents derived from a root that an event at `since` or later changed last, each with
  // the position and stream version of that event. A stream's derived documents are never fewer
  // than before: what is gone is a tombstone.
  virtual std::vector<Document> derived(const Document& /*root*/, Position /*since*/) const {
    return {};
  }
};

// The id of a derived document: its stream can be told from it.
inline std::string derived_id(std::string_view root_id, std::string_view name) {
  return std::string(root_id) + "." + std::string(name);
}
inline bool is_of_root(std::string_view document_id, std::string_view root_id) {
  return document_id.starts_with(root_id) &&
         (document_id.size() == root_id.size() || document_id[root_id.size()] == '.');
}

}  // namespace authledger::projections
