// Single gets: the document of one stream, folded from the log by the very projection that fills
// the lists, so that both answer the same JSON, and this one is always fresh.
#pragma once

#include <optional>
#include <string>

#include "events/ports/log_reader.h"
#include "projections/projection.h"
#include "shared/lru_cache.h"
#include "shared/secret.h"

namespace authledger::query {

// Thread-safe. A folded document is kept with its stream version; a get reads only what came since.
class DocumentTruth {
 public:
  // REQUIRES: all outlive it; the projection's documents are single streams.
  DocumentTruth(events::LogReader& log, SubjectKeys& keys,
                const projections::Projection& projection, std::size_t documents_max = 20'000)
      : log_(log), keys_(keys), projection_(projection), documents_(documents_max) {}

  // Nothing: the stream is empty. A tombstone comes with listed == false. Errors: log.unavailable,
  // log.corrupt_event.
  Result<std::optional<projections::Document>> get(const std::string& stream_id);

  const projections::Projection& projection() const { return projection_; }

 private:
  events::LogReader& log_;
  SubjectKeys& keys_;
  const projections::Projection& projection_;
  LruCache<projections::Document> documents_;
};

}  // namespace authledger::query
