// Parked streams are folded again when a program starts that keeps the read model up, and when
// somebody asks for it: an operator who has put right what was wrong.
//
// Where a runner keeps the live generation up, it must be the one that folds: the wish is kept in a
// note of the generation, which the runner looks for, and this waits.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "projections/generation_writer.h"
#include "projections/rebuild.h"

namespace authledger::projections {

struct ReleaseOptions {
  // Whether no runner keeps the live one up, nor will meanwhile. Empty: none does.
  std::function<bool()> nobody_leads{};
  std::chrono::milliseconds done_within{60'000};
};

// Folds the streams again, in order, up to the checkpoint; answers those that are still parked.
// Errors: read_model.unavailable, log.unavailable; request.not_found for a stream that is not
// parked.
Result<std::vector<ParkedStream>> release(const RebuildParts& parts,
                                          const std::vector<std::string>& streams,
                                          const ReleaseOptions& options);

// For the runner, which has the live generation open: folds the streams that are wished for,
// answers how many documents that wrote; or all of them, because a newer program may be able to
// fold what an older one could not. Errors: read_model.unavailable, log.unavailable.
Result<int> fold_wished(GenerationWriter& writer, DocumentStore& store, events::LogReader& log);
Status fold_all_parked(GenerationWriter& writer, DocumentStore& store, events::LogReader& log);

}  // namespace authledger::projections
