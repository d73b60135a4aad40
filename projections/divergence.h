// Are the documents of a stream what its events make of them? Asked of one stream at a time, while
// the log and the read model move.
//
// No alarm for what is only late: first the checkpoint is read, then the document, then the stream.
// So the log holds every event that the document shows, and the document must show every event up
// to that checkpoint; it is compared with the fold of the stream up to its own version. Of a parked
// stream only what lies before the parked event can be demanded.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "events/ports/log_reader.h"
#include "projections/ports/document_store.h"
#include "projections/projection.h"

namespace authledger::projections {

struct DivergenceParts {
  const Projection& projection;
  events::LogReader& log;
  DocumentStore& store;
  SubjectKeys& keys;
};

struct Divergence {
  std::string document_id;
  std::string what;  // a sentence without personal data
};

// Of the stream's documents in this generation. Errors of both: log.unavailable,
// read_model.unavailable, and those of the store.
Result<std::vector<Divergence>> diverging_documents(const DivergenceParts& parts,
                                                    const Generation& generation,
                                                    const std::string& stream_id);

// The stream that a stored document is made from, by the event that it names as its newest;
// nothing: there is no such document, or it belongs to no stream.
Result<std::optional<std::string>> stream_of_document(const DivergenceParts& parts,
                                                      const Generation& generation,
                                                      const std::string& document_id);

// Whether two documents are the same to whoever reads them.
bool same_document(const Document& a, const Document& b);

}  // namespace authledger::projections
