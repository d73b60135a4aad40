// Rebuilds a read model beside the live one: fold the log into a candidate, follow to the head,
// compare what is stored with what was folded, activate. Lists read the live one all the time; the
// former one is kept for rollback (DocumentStore::previous).
#pragma once

#include <functional>
#include <vector>

#include "projections/generation_writer.h"

namespace authledger::projections {

struct RebuildProgress {
  Position folded = 0;
  Position head = 0;
  double events_per_s = 0;
  double seconds_left = 0;
};

struct RebuildOptions {
  int batch_max = 2000;
  std::size_t documents_kept = 50'000;
  bool activate = true;  // false: the candidate is left as it is, compared
  std::function<void(const RebuildProgress&)> on_progress{};  // after every batch
  std::function<bool()> cancelled{};                          // asked before every batch
  // Where the last events are folded and the candidate activated: Runner::between_batches of the
  // live read model in the same process. Empty: here.
  std::function<Status(std::function<Status()>)> between_batches{};
};

struct RebuildReport {
  Generation candidate;
  Position folded = 0;
  std::int64_t documents = 0;
  std::vector<ParkedStream> parked;
  double seconds = 0;
  bool activated = false;
};

struct RebuildParts {
  const Projection& projection;
  events::LogReader& log;
  DocumentStore& store;
  SubjectKeys& keys;
};

// Errors: read_model.unavailable, log.unavailable; request.internal_error when the stored documents
// are not those folded, or a stream had to be parked that the live one has not parked; and when
// cancelled. The candidate is dropped then.
Result<RebuildReport> rebuild(const RebuildParts& parts, const RebuildOptions& options);

}  // namespace authledger::projections
