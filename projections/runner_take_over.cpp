// How a runner takes over a proposed generation. What came in since it was proposed and making it
// fit for lists can take longer than a list waits for a write, so it goes by steps, one a turn: in
// between the live one is folded and shown as ever, and the last step finds little left to do.
#include <utility>

#include "projections/runner.h"

namespace authledger::projections {

// A proposal that cannot be followed is withdrawn, which tells who made it; the live one goes on.
Status Runner::take_over_proposed() {
  const auto& schema = parts_.projection.schema();
  AUTHLEDGER_TRY(proposed, parts_.store.proposed(schema));
  if (!proposed) {
    heir_.reset();
    return {};
  }
  const auto stepped = step_towards(std::move(*proposed));
  if (stepped) return {};
  heir_.reset();
  note_error(stepped.error());
  return parts_.store.withdraw(schema);
}

// It has been folded nearly up to the head by the one who proposed it.
Status Runner::step_towards(Generation candidate) {
  if (!heir_ || heir_->writer.generation().physical != candidate.physical) {
    heir_ = std::make_unique<Heir>(parts_, options_.documents_kept);
    AUTHLEDGER_CHECK(heir_->writer.open(std::move(candidate)));
  }
  auto& writer = heir_->writer;
  while (writer.checkpoint() < writer_.checkpoint()) {
    AUTHLEDGER_TRY(events, parts_.log.read_all(writer.checkpoint(), options_.batch_max));
    AUTHLEDGER_CHECK(writer.take(events));
    AUTHLEDGER_CHECK(writer.save_checkpoint());
  }
  switch (std::exchange(heir_->next,
                        heir_->next == Step::kCatchUp ? Step::kPrepare : Step::kActivate)) {
    case Step::kCatchUp:
      break;
    case Step::kPrepare:
      AUTHLEDGER_CHECK(parts_.store.prepare(writer.generation()));
      AUTHLEDGER_CHECK(parts_.store.refresh(writer.generation()));
      break;
    case Step::kActivate: {
      const auto done = std::move(heir_);
      return parts_.store.activate(done->writer.generation());
    }
  }
  follow();  // with the next turn
  return {};
}

}  // namespace authledger::projections
