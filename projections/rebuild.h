// Rebuilds a read model beside the live one: fold the log into a candidate, follow to the head,
// compare what is stored with what was folded, switch over. Lists read the live one all the time;
// the former one is kept for a roll back (DocumentStore::previous), which follows to the head, too.
//
// Where a runner keeps the live one up, it must be the one that switches: it alone knows up to
// which position lists have been answered. The candidate is then proposed to it and this waits.
#pragma once

#include <chrono>
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
  int batch_max = 5000;  // events
  std::size_t documents_kept = 50'000;
  bool activate = true;  // false: the candidate is left as it is, compared
  // Where generations share a store: while others write, batches are short, and before the next one
  // the live generation holds what was committed at the end of the last, or so much later. 0:
  // never.
  std::chrono::milliseconds give_way_max{0};
  // Whether no runner keeps the live one up, nor will while this is being rebuilt; asked until it
  // is true or a runner has switched. Empty: none does.
  std::function<bool()> nobody_leads{};
  std::chrono::milliseconds take_over_within{60'000};
  std::function<void(const RebuildProgress&)> on_progress{};  // after every batch
  std::function<bool()> cancelled{};  // asked before every batch, and while it waits
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

// Switches to the generation before, followed up to the head. Errors: as rebuild;
// request.not_found when there is none.
Result<RebuildReport> roll_back(const RebuildParts& parts, const RebuildOptions& options);

}  // namespace authledger::projections
