// Folds events into one generation of a read model: what the runner does to the live one and a
// rebuild to its candidate.
//
// An event that cannot be folded parks its stream: later events of that stream wait behind it, all
// others flow. Which streams are parked is kept in a note of the generation, written before the
// checkpoint moves past them. Not thread-safe.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "events/ports/log_reader.h"
#include "projections/content_hash.h"
#include "projections/ports/document_store.h"
#include "projections/projection.h"
#include "shared/lru.h"
#include "shared/secret.h"

namespace authledger::projections {

struct ParkedStream {
  std::string stream_id;
  std::string document_id;
  Position position = 0;  // of the event that could not be folded
  std::string error;
  static constexpr auto fields() {
    return std::tuple{field("streamId", &ParkedStream::stream_id),
                      field("documentId", &ParkedStream::document_id),
                      field("position", &ParkedStream::position),
                      field("error", &ParkedStream::error)};
  }
};

// Those of a generation, as last noted.
Result<std::vector<ParkedStream>> parked_streams(DocumentStore& store,
                                                 const Generation& generation);

struct Folded {
  int events = 0;     // the checkpoint moved by so many
  int documents = 0;  // written
};

class GenerationWriter {
 public:
  static constexpr std::size_t kParkedMax = 1000;  // more: something else is wrong, nothing moves

  // References outlive the writer.
  GenerationWriter(const Projection& projection, DocumentStore& store, SubjectKeys& keys,
                   std::size_t documents_kept)
      : projection_(projection), store_(store), keys_(keys), kept_(documents_kept) {}

  // Goes on where the generation stands. Errors: read_model.unavailable.
  Status open(Generation generation);

  // Folds the events behind the checkpoint, writes what changed and moves the checkpoint, which is
  // stored by save_checkpoint(). Known events are left out; behind a gap nothing is taken. Errors:
  // read_model.unavailable, log.unavailable (a key); then nothing has moved and the same call can
  // be made again.
  Result<Folded> take(std::span<const events::StoredEvent> events);

  // What was folded behind a stored checkpoint is folded again after a restart, which changes
  // nothing. Errors: read_model.unavailable.
  Status save_checkpoint();
  bool has_unsaved_checkpoint() const { return saved_ < checkpoint_; }

  // Folds a parked stream from the log again, in order and up to the checkpoint; the stream flows
  // again when it succeeds and stays parked when not. Errors: those of the fold, of log and store.
  Result<Folded> replay(const std::string& stream_id, events::LogReader& log);

  void forget_documents() { kept_.clear(); }  // somebody else may have written

  const Generation& generation() const { return generation_; }
  Position checkpoint() const { return checkpoint_; }
  std::vector<ParkedStream> parked() const;

  // Over all that was folded since an empty generation was opened.
  const ContentHash& hash() const { return hash_; }

 private:
  struct Touched {
    std::optional<Document> document;
    std::optional<Position> version_before;  // nothing: there was none
    std::uint64_t hash_before = 0;
    bool derived = false;
    bool changed() const {
      return document && (!version_before || document->version > *version_before);
    }
  };
  using Batch = std::unordered_map<std::string, Touched>;
  static Touched touched(std::optional<Document> document);

  Result<Batch> load(std::span<const events::StoredEvent> events);
  Status fold(const events::StoredEvent& event, const std::string& id, Batch& batch);
  Status fold_or_park(const events::StoredEvent& event, Batch& batch,
                      std::map<std::string, ParkedStream>& parked);
  void derive(const std::optional<Document>& before, const Document& root, Batch& batch);
  Result<int> write(Batch& batch);
  Result<int> write_those(Batch& batch, bool derived);
  Status save_parked(std::map<std::string, ParkedStream> parked);

  const Projection& projection_;
  DocumentStore& store_;
  SubjectKeys& keys_;
  Generation generation_;
  Position checkpoint_ = 0;
  Position saved_ = 0;                          // the stored checkpoint
  std::map<std::string, ParkedStream> parked_;  // by stream
  Lru<std::optional<Document>> kept_;
  ContentHash hash_;
};

}  // namespace authledger::projections
