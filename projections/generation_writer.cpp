#include "projections/generation_writer.h"

#include <exception>
#include <new>

#include "shared/codec.h"
#include "shared/errors.h"

namespace authledger::projections {

using events::StoredEvent;

namespace {

constexpr const char* kParkedNote = "parked";

struct ParkedList {
  std::vector<ParkedStream> streams;
  static constexpr auto fields() { return std::tuple{field("streams", &ParkedList::streams)}; }
};

bool is_transient(const Error& error) { return error.code == Code::kUnavailable; }

}  // namespace

Result<std::vector<ParkedStream>> parked_streams(DocumentStore& store,
                                                 const Generation& generation) {
  AUTHLEDGER_TRY(note, store.note(generation, kParkedNote));
  if (note.empty()) return std::vector<ParkedStream>();
  AUTHLEDGER_TRY(list, decode<ParkedList>(std::string_view(note)));
  return std::move(list.streams);
}

Status GenerationWriter::open(Generation generation) {
  AUTHLEDGER_TRY(checkpoint, store_.checkpoint(generation));
  AUTHLEDGER_TRY(streams, parked_streams(store_, generation));
  generation_ = std::move(generation);
  checkpoint_ = saved_ = checkpoint;
  parked_.clear();
  for (auto& one : streams) parked_.emplace(one.stream_id, one);
  kept_.clear();
  hash_ = {};
  return {};
}

std::vector<ParkedStream> GenerationWriter::parked() const {
  std::vector<ParkedStream> out;
  for (const auto& [stream, one] : parked_) out.push_back(one);
  return out;
}

GenerationWriter::Touched GenerationWriter::touched(std::optional<Document> document) {
  Touched out;
  if (document) {
    out.version_before = document->version;
    out.hash_before = ContentHash::of(*document);
  }
  out.document = std::move(document);
  return out;
}

// The documents that the events change, from memory or in one look-up.
Result<GenerationWriter::Batch> GenerationWriter::load(std::span<const StoredEvent> events) {
  Batch batch;
  std::vector<std::string> missing;
  for (const auto& event : events) {
    const auto id = projection_.document_id(event);
    if (!id || batch.contains(*id)) continue;
    if (const auto* kept = kept_.find(*id)) {
      batch[*id] = touched(*kept);
    } else {
      batch[*id] = {};
      if (!projection_.starts_document(event)) missing.push_back(*id);
    }
  }
  std::vector<std::string> subjects;
  for (const auto& event : events) {
    if (projection_.document_id(event) && !event.subject.empty()) subjects.push_back(event.subject);
  }
  AUTHLEDGER_CHECK(keys_.prefetch(subjects));
  if (missing.empty()) return batch;
  AUTHLEDGER_TRY(found, store_.get(generation_, missing));
  for (std::size_t i = 0; i < missing.size(); ++i) batch[missing[i]] = touched(std::move(found[i]));
  return batch;
}

Status GenerationWriter::fold(const StoredEvent& event, const std::string& id, Batch& batch) {
  std::shared_ptr<const Sealer> sealer;
  if (!event.subject.empty()) {
    AUTHLEDGER_TRY(found, keys_.find(event.subject));
    sealer = std::move(found);
  }
  try {
    auto& document = batch[id].document;
    AUTHLEDGER_TRY(after, projection_.apply(event, sealer.get(), document));
    if (document && after.version <= document->version) return {};
    derive(document, after, batch);
    batch[id].document = std::move(after);
    return {};
  } catch (const std::bad_alloc&) {
    return fail(errors::kReadModelUnavailable, "out of memory");
  } catch (const std::exception& failure) {
    return fail(errors::kCorruptEvent, id + ": " + failure.what());
  }
}

// What the root's newest event changed beside it. Such documents are never read: what they were is
// what the root before makes of them.
void GenerationWriter::derive(const std::optional<Document>& before, const Document& root,
                              Batch& batch) {
  auto changed = projection_.derived(root, root.version);
  if (changed.empty()) return;
  std::unordered_map<std::string, Document> old;
  if (before) {
    for (auto& one : projection_.derived(*before, 0)) old.emplace(one.id, std::move(one));
  }
  for (auto& one : changed) {
    const auto known = batch.find(one.id);
    if (known != batch.end()) {
      known->second.document = std::move(one);
      continue;
    }
    const auto earlier = old.find(one.id);
    auto made = touched(earlier == old.end() ? std::nullopt : std::optional(earlier->second));
    made.derived = true;
    auto id = one.id;
    made.document = std::move(one);
    batch.emplace(std::move(id), std::move(made));
  }
}

Status GenerationWriter::fold_or_park(const StoredEvent& event, Batch& batch,
                                      std::map<std::string, ParkedStream>& parked) {
  const auto id = projection_.document_id(event);
  if (!id || parked.contains(event.stream_id)) return {};
  const auto folded = fold(event, *id, batch);
  if (folded) return {};
  if (is_transient(folded.error())) return folded;
  if (parked.size() >= kParkedMax) {
    return fail(errors::kCorruptEvent,
                "too many parked streams; the last: " + folded.error().detail);
  }
  parked[event.stream_id] = {event.stream_id, *id, event.position, folded.error().detail};
  return {};
}

Result<Folded> GenerationWriter::take(std::span<const StoredEvent> events) {
  while (!events.empty() && events.front().position <= checkpoint_) events = events.subspan(1);
  std::vector<StoredEvent> sorted_out;  // only when something came twice or out of place
  Position last = checkpoint_;
  std::size_t in_order = 0;
  while (in_order < events.size() && events[in_order].position == last + 1) {
    ++in_order;
    ++last;
  }
  if (in_order < events.size()) {
    last = checkpoint_;
    for (const auto& event : events) {
      if (event.position != last + 1) continue;
      sorted_out.push_back(event);
      ++last;
    }
    if (sorted_out.empty()) {
      return fail(errors::kLogUnavailable,
                  "the feed skipped position " + std::to_string(checkpoint_ + 1));
    }
    events = sorted_out;
  }
  if (events.empty()) return Folded{};
  AUTHLEDGER_TRY(batch, load(events));
  auto parked = parked_;
  for (const auto& event : events) AUTHLEDGER_CHECK(fold_or_park(event, batch, parked));
  AUTHLEDGER_TRY(written, write(batch));
  if (parked.size() != parked_.size()) AUTHLEDGER_CHECK(save_parked(std::move(parked)));
  const Folded folded{static_cast<int>(last - checkpoint_), written};
  checkpoint_ = last;
  return folded;
}

Status GenerationWriter::save_checkpoint() {
  if (!has_unsaved_checkpoint()) return {};
  AUTHLEDGER_CHECK(store_.set_checkpoint(generation_, checkpoint_));
  saved_ = checkpoint_;
  return {};
}

// Roots last: what is derived from one that was not written yet is derived again.
Result<int> GenerationWriter::write(Batch& batch) {
  AUTHLEDGER_TRY(derived, write_those(batch, true));
  AUTHLEDGER_TRY(folded, write_those(batch, false));
  for (auto& [id, one] : batch) {
    if (!one.derived) kept_.put(id, std::move(one.document));
  }
  return derived + folded;
}

Result<int> GenerationWriter::write_those(Batch& batch, bool derived) {
  std::vector<Touched*> changed;
  std::vector<Document> documents;
  for (auto& [id, one] : batch) {
    if (one.derived != derived || !one.changed()) continue;
    changed.push_back(&one);
    documents.push_back(std::move(*one.document));
  }
  if (derived && documents.empty()) return 0;
  AUTHLEDGER_CHECK(store_.write(generation_, documents));
  for (std::size_t i = 0; i < changed.size(); ++i) {
    Touched& one = *changed[i];
    if (one.version_before)
      hash_.replace(one.hash_before, documents[i]);
    else
      hash_.add(documents[i]);
    one.document = std::move(documents[i]);
  }
  return static_cast<int>(changed.size());
}

Status GenerationWriter::save_parked(std::map<std::string, ParkedStream> parked) {
  ParkedList list;
  for (const auto& [stream, one] : parked) list.streams.push_back(one);
  AUTHLEDGER_CHECK(store_.set_note(generation_, kParkedNote, encode(list)));
  parked_ = std::move(parked);
  return {};
}

Result<Folded> GenerationWriter::replay(const std::string& stream_id, events::LogReader& log) {
  if (!parked_.contains(stream_id)) return Folded{};
  AUTHLEDGER_TRY(events, log.read_stream(stream_id, 0));
  std::erase_if(events, [&](const StoredEvent& one) { return one.position > checkpoint_; });
  kept_.clear();
  AUTHLEDGER_TRY(batch, load(events));
  auto parked = parked_;
  parked.erase(stream_id);
  Status failed;
  for (const auto& event : events) {
    AUTHLEDGER_CHECK(fold_or_park(event, batch, parked));
    if (parked.contains(stream_id)) {
      failed = fail(errors::kCorruptEvent, parked[stream_id].error);
      break;
    }
  }
  AUTHLEDGER_TRY(written, write(batch));
  AUTHLEDGER_CHECK(save_parked(std::move(parked)));
  AUTHLEDGER_CHECK(failed);
  return Folded{0, written};
}

}  // namespace authledger::projections
