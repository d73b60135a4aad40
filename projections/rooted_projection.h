// A projection with several documents per stream: a root that is folded and listed nowhere, and a
// pure function from it to the documents of lists (decision 24).
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "projections/typed_projection.h"

namespace authledger::projections {

// Which event last changed a derived document. Part of the root.
struct DerivedMark {
  std::string name;  // of the document within its stream
  Position position = 0;
  StreamVersion stream_version = 0;
  Timestamp at;
  static constexpr auto fields() {
    return std::tuple{field("name", &DerivedMark::name), field("position", &DerivedMark::position),
                      field("streamVersion", &DerivedMark::stream_version),
                      field("at", &DerivedMark::at)};
  }
};

template <class Doc>
struct DerivedPart {
  std::string name;
  Doc document;
  bool listed = true;
};

// Root has `marks`, a vector<DerivedMark> that the projection keeps; Doc has `updated_at`, which it
// fills in. Fold as in TypedProjection, over Draft<Root>. Derive is
// vector<DerivedPart<Doc>>(const Root&): pure, one part per document that there ever was.
template <class Root, class Doc, class EventVariant, class Fold, auto Derive>
class RootedProjection final : public StreamProjection {
 public:
  RootedProjection(std::string name, int version, std::string stream_prefix)
      : StreamProjection(schema_of<Doc>(std::move(name), version), std::move(stream_prefix)) {}

  Result<Document> apply(const events::StoredEvent& event, const Sealer* sealer,
                         const std::optional<Document>& before) const override {
    if (before && event.position <= before->version) return *before;
    AUTHLEDGER_CHECK(follows(event, before));
    AUTHLEDGER_TRY(typed, events::decode_event<EventVariant>(event, sealer));
    Draft<Root> draft{{}, true, event.tenant_id, event.recorded_at};
    if (before) {
      AUTHLEDGER_TRY(root, decode<Root>(std::string_view(before->body)));
      draft.document = std::move(root);
    }
    const auto old = printed(draft.document);
    std::visit(Fold{draft}, typed);
    mark(draft.document, old, event);
    Document root =
        document_of(event, false, draft.document, std::vector<FieldValue>(schema().fields.size()));
    if (const int created = schema().index_of("createdAt"); created >= 0)
      root.values[static_cast<std::size_t>(created)] = std::int64_t{0};  // lists sort by it
    return root;
  }

  std::vector<Document> derived(const Document& root, Position since) const override {
    std::vector<Document> documents;
    const auto typed = decode<Root>(std::string_view(root.body));
    if (!typed) return documents;  // the fold of the next event says so
    std::map<std::string_view, const DerivedMark*> changed;
    for (const auto& mark : typed->marks) {
      if (mark.position >= since) changed.emplace(mark.name, &mark);
    }
    if (changed.empty()) return documents;
    for (auto& part : Derive(*typed)) {
      const auto found = changed.find(part.name);
      if (found == changed.end()) continue;
      const auto& mark = *found->second;
      part.document.updated_at = mark.at;
      documents.push_back({derived_id(root.id, part.name), root.tenant_id, mark.position,
                           mark.stream_version, part.listed, encode(part.document),
                           values_of(part.document)});
    }
    return documents;
  }

 private:
  // The parts as they show, without the time of their last change.
  using Printed = std::map<std::string, std::string>;  // by name
  static Printed printed(const Root& root) {
    Printed out;
    for (const auto& part : Derive(root))
      out.emplace(part.name, (part.listed ? "+" : "-") + encode(part.document));
    return out;
  }

  static void mark(Root& root, const Printed& old, const events::StoredEvent& event) {
    for (const auto& now : printed(root)) {
      const auto& name = now.first;
      const auto before = old.find(name);
      if (before != old.end() && before->second == now.second) continue;
      auto found = std::find_if(root.marks.begin(), root.marks.end(),
                                [&](const auto& one) { return one.name == name; });
      if (found == root.marks.end()) {
        root.marks.push_back({name, 0, 0, {}});
        found = std::prev(root.marks.end());
      }
      found->position = event.position;
      found->stream_version = event.stream_version;
      found->at = event.recorded_at;
    }
  }
};

}  // namespace authledger::projections
