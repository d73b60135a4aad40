#include "projections/divergence.h"

#include <algorithm>
#include <limits>
#include <map>

#include "projections/generation_writer.h"
#include "shared/errors.h"

namespace authledger::projections {
namespace {

using Events = std::vector<events::StoredEvent>;

constexpr Position kNever = std::numeric_limits<Position>::max();

std::string at(Position position) { return std::to_string(position); }

// The fold of a document's events up to a position.
class Folding {
 public:
  Folding(const DivergenceParts& parts, const Events& events, const std::string& id)
      : parts_(parts), events_(events), id_(id) {}

  // Nothing: no event of the document lies there. Errors: those of the fold.
  Result<std::optional<Document>> up_to(Position last) const {
    std::optional<Document> document;
    for (const auto& event : events_) {
      if (event.position > last) break;
      if (parts_.projection.document_id(event) != id_) continue;
      std::shared_ptr<const Sealer> sealer;
      if (!event.subject.empty()) {
        AUTHLEDGER_TRY(found, parts_.keys.find(event.subject));
        sealer = std::move(found);
      }
      auto next = parts_.projection.apply(event, sealer.get(), document);
      if (!next) {
        auto why = std::move(next).error();
        why.detail = "position " + at(event.position) + " cannot be folded: " + why.detail;
        return fail(std::move(why));
      }
      document = std::move(*next);
    }
    return document;
  }

  // Its newest event at or before `last`; 0: none.
  Position newest(Position last) const {
    Position found = 0;
    for (const auto& event : events_) {
      if (event.position <= last && parts_.projection.document_id(event) == id_)
        found = event.position;
    }
    return found;
  }

 private:
  const DivergenceParts& parts_;
  const Events& events_;
  const std::string& id_;
};

std::string difference(const Document& stored, const Document& folded) {
  if (stored.stream_version != folded.stream_version) return "its stream version differs";
  if (stored.listed != folded.listed)
    return stored.listed ? "it is listed and should not be" : "it should be listed and is not";
  if (stored.tenant_id != folded.tenant_id) return "its tenant differs";
  if (stored.body != folded.body) return "its body differs from the fold";
  return "what lists filter and sort by differs from the fold";
}

// Empty: the document is as it should be. `demanded`: events up to here must be in it.
Result<std::string> judge(const Folding& folding, const std::optional<Document>& stored,
                          Position demanded) {
  const auto due = folding.newest(demanded);
  if (!stored) {
    return due == 0 ? std::string() : "it is missing; its newest event is position " + at(due);
  }
  if (stored->version < due) {
    return "it stands at position " + at(stored->version) + " and misses position " + at(due);
  }
  if (folding.newest(stored->version) != stored->version) {
    return "it names position " + at(stored->version) + ", which is no event of its stream";
  }
  auto folded = folding.up_to(stored->version);
  if (!folded && folded.error().code == Code::kUnavailable) return fail(std::move(folded).error());
  if (!folded) return std::move(folded).error().detail;
  if (same_document(*stored, **folded)) return std::string();
  return "at position " + at(stored->version) + " " + difference(*stored, **folded);
}

}  // namespace

bool same_document(const Document& a, const Document& b) {
  return a.id == b.id && a.tenant_id == b.tenant_id && a.version == b.version &&
         a.stream_version == b.stream_version && a.listed == b.listed && a.body == b.body &&
         a.values == b.values;
}

Result<std::vector<Divergence>> diverging_documents(const DivergenceParts& parts,
                                                    const Generation& generation,
                                                    const std::string& stream_id) {
  AUTHLEDGER_TRY(checkpoint, parts.store.checkpoint(generation));
  AUTHLEDGER_TRY(parked, parked_streams(parts.store, generation));
  AUTHLEDGER_TRY(before, parts.log.read_stream(stream_id, 0));  // names the documents
  std::vector<std::string> ids;
  for (const auto& event : before) {
    const auto id = parts.projection.document_id(event);
    if (id && std::find(ids.begin(), ids.end(), *id) == ids.end()) ids.push_back(*id);
  }
  if (ids.empty()) return std::vector<Divergence>();
  AUTHLEDGER_TRY(stored, parts.store.get(generation, ids));
  AUTHLEDGER_TRY(since, parts.log.read_stream(stream_id, before.back().stream_version));
  before.insert(before.end(), since.begin(), since.end());
  Position parked_at = kNever;
  for (const auto& one : parked) {
    if (one.stream_id == stream_id) parked_at = one.position;
  }
  std::vector<Divergence> found;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    AUTHLEDGER_TRY(what, judge(Folding(parts, before, ids[i]), stored[i],
                               std::min(checkpoint, parked_at - 1)));
    if (!what.empty()) found.push_back({ids[i], what});
  }
  return found;
}

Result<std::optional<std::string>> stream_of_document(const DivergenceParts& parts,
                                                      const Generation& generation,
                                                      const std::string& document_id) {
  const std::vector<std::string> ids{document_id};
  AUTHLEDGER_TRY(stored, parts.store.get(generation, ids));
  if (!stored.front() || stored.front()->version < 1) return std::optional<std::string>();
  AUTHLEDGER_TRY(events, parts.log.read_all(stored.front()->version - 1, 1));
  if (events.empty() || events.front().position != stored.front()->version ||
      parts.projection.document_id(events.front()) != document_id) {
    return std::optional<std::string>();
  }
  return std::optional(events.front().stream_id);
}

}  // namespace authledger::projections
