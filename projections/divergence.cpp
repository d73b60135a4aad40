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

// The fold of a stream's documents up to a position.
class Folding {
  using ById = std::map<std::string, Document>;

 public:
  // `root_id` names the document that the events are folded into.
  Folding(const DivergenceParts& parts, const Events& events, const std::string& root_id)
      : parts_(parts), events_(events), root_id_(root_id) {}

  // Nothing: no event of the document lies there. Errors: those of the fold.
  Result<std::optional<Document>> up_to(Position last, const std::string& id) const {
    AUTHLEDGER_TRY(documents, all_up_to(last));
    const auto found = documents->find(id);
    return found == documents->end() ? std::optional<Document>() : std::optional(found->second);
  }

  // The newest event at or before `last` that changed it; 0: none. Errors: those of the fold.
  Result<Position> newest(Position last, const std::string& id) const {
    if (id == root_id_) return newest_of_root(last);
    AUTHLEDGER_TRY(document, up_to(last, id));
    return document ? document->version : 0;
  }

  // All documents of the stream as far as it can be folded, the root first.
  std::vector<std::string> ids() const {
    std::vector<std::string> out{root_id_};
    std::optional<Document> root;
    for (const auto& event : events_) {
      auto next = step(event, root);
      if (!next) break;
      root = std::move(*next);
    }
    if (!root) return out;
    for (auto& one : parts_.projection.derived(*root, 0)) out.push_back(std::move(one.id));
    return out;
  }

 private:
  Position newest_of_root(Position last) const {
    Position found = 0;
    for (const auto& event : events_) {
      if (event.position <= last && parts_.projection.document_id(event) == root_id_)
        found = event.position;
    }
    return found;
  }

  // Two are kept at most: nearly all documents of a stream are asked about at one position.
  Result<const ById*> all_up_to(Position last) const {
    if (const auto known = folded_.find(last); known != folded_.end()) return &known->second;
    AUTHLEDGER_TRY(root, root_up_to(last));
    ById documents;
    if (root) {
      for (auto& one : parts_.projection.derived(*root, 0))
        documents.emplace(one.id, std::move(one));
      documents.emplace(root_id_, std::move(*root));
    }
    if (folded_.size() == 2) folded_.clear();
    return &folded_.emplace(last, std::move(documents)).first->second;
  }

  Result<std::optional<Document>> root_up_to(Position last) const {
    std::optional<Document> root;
    for (const auto& event : events_) {
      if (event.position > last) break;
      AUTHLEDGER_TRY(next, step(event, root));
      root = std::move(next);
    }
    return root;
  }

  Result<std::optional<Document>> step(const events::StoredEvent& event,
                                       const std::optional<Document>& before) const {
    if (parts_.projection.document_id(event) != root_id_) return before;
    std::shared_ptr<const Sealer> sealer;
    if (!event.subject.empty()) {
      AUTHLEDGER_TRY(found, parts_.keys.find(event.subject));
      sealer = std::move(found);
    }
    auto next = parts_.projection.apply(event, sealer.get(), before);
    if (next) return std::optional(std::move(*next));
    auto why = std::move(next).error();
    why.detail = "position " + at(event.position) + " cannot be folded: " + why.detail;
    return fail(std::move(why));
  }

  const DivergenceParts& parts_;
  const Events& events_;
  const std::string& root_id_;
  mutable std::map<Position, ById> folded_;
};

std::string difference(const Document& stored, const Document& folded) {
  if (stored.stream_version != folded.stream_version) return "its stream version differs";
  if (stored.listed != folded.listed)
    return stored.listed ? "it is listed and should not be" : "it should be listed and is not";
  if (stored.tenant_id != folded.tenant_id) return "its tenant differs";
  if (stored.body != folded.body) return "its body differs from the fold";
  return "what lists filter and sort by differs from the fold";
}

// Empty: the document is as it should be. `demanded`: events up to here must be in it; it may be
// ahead, and is held against the fold at its own position then.
Result<std::string> judge(const Folding& folding, const std::string& id,
                          const std::optional<Document>& stored, Position demanded) {
  if (stored) {
    const auto now = folding.up_to(demanded, id);
    if (now && *now && same_document(*stored, **now)) return std::string();
  }
  AUTHLEDGER_TRY(due, folding.newest(demanded, id));
  if (!stored) {
    return due == 0 ? std::string() : "it is missing; its newest event is position " + at(due);
  }
  if (stored->version < due) {
    return "it stands at position " + at(stored->version) + " and misses position " + at(due);
  }
  const auto newest = folding.newest(stored->version, id);
  if (newest && *newest != stored->version) {
    return "it names position " + at(stored->version) + ", which is no event of its stream";
  }
  auto folded = folding.up_to(stored->version, id);
  if (!folded && folded.error().code == Code::kUnavailable) return fail(std::move(folded).error());
  if (!folded) return std::move(folded).error().detail;
  if (!*folded) return "it is no document of its stream";
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
  std::optional<std::string> root;
  for (const auto& event : before) {
    if (root) break;
    root = parts.projection.document_id(event);
  }
  if (!root) return std::vector<Divergence>();
  const auto ids = Folding(parts, before, *root).ids();
  AUTHLEDGER_TRY(stored, parts.store.get(generation, ids));
  AUTHLEDGER_TRY(since, parts.log.read_stream(stream_id, before.back().stream_version));
  before.insert(before.end(), since.begin(), since.end());
  Position parked_at = kNever;
  for (const auto& one : parked) {
    if (one.stream_id == stream_id) parked_at = one.position;
  }
  std::vector<Divergence> found;
  const Folding folding(parts, before, *root);
  for (std::size_t i = 0; i < ids.size(); ++i) {
    AUTHLEDGER_TRY(what, judge(folding, ids[i], stored[i], std::min(checkpoint, parked_at - 1)));
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
  if (events.empty() || events.front().position != stored.front()->version)
    return std::optional<std::string>();
  const auto root = parts.projection.document_id(events.front());
  if (!root || !is_of_root(document_id, *root)) return std::optional<std::string>();
  return std::optional(events.front().stream_id);
}

}  // namespace authledger::projections
