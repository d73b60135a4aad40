// Are the documents of a read model the folds of their streams, all of them and no others?
#pragma once

#include <limits>
#include <map>
#include <memory>
#include <string>

#include "infra/sqlite/compared_sets.h"
#include "infra/verify/part_report.h"
#include "infra/verify/verification.h"
#include "projections/divergence.h"

namespace authledger::infra {

// Of one read model. Not thread-safe. Told of every event, stream after stream, then finish().
class DocumentCheck {
 public:
  // Asks the read model for its checkpoint: up to there the documents are held against the log.
  // Errors: read_model.unavailable.
  static Result<std::unique_ptr<DocumentCheck>> make(const VerifyParts& parts,
                                                     const projections::Projection& projection,
                                                     Position head, PartReport& report);

  void add(const events::StoredEvent& event, const Sealer* sealer);
  Status end_of_stream(const std::string& stream_id);
  Status finish();

 private:
  DocumentCheck(const VerifyParts& parts, const projections::Projection& projection,
                PartReport& report)
      : parts_{projection, parts.log, parts.documents, parts.keys}, report_(report) {}
  Status look_again(const ComparedSets::Named& named);

  projections::DivergenceParts parts_;
  PartReport& report_;
  projections::Generation generation_;
  Position until_ = 0;
  std::map<std::string, Position> parked_;                               // by stream
  std::map<std::string, std::optional<projections::Document>> folding_;  // of the stream under way
  Position folded_until_ = std::numeric_limits<Position>::max();  // its first event that does not
  std::unique_ptr<ComparedSets> sets_;
};

}  // namespace authledger::infra
