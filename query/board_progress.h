// query::Progress of the runners in this process.
#pragma once

#include "projections/progress.h"
#include "query/ports/read_model.h"
#include "shared/errors.h"

namespace authledger::query {

class BoardProgress final : public Progress {
 public:
  explicit BoardProgress(projections::ProgressBoard& board) : board_(board) {}

  Status wait_for(const projections::ReadModelSchema& schema, Position position,
                  std::chrono::steady_clock::time_point deadline) override {
    // While it is down nobody knows what was missed: no list, not even a kept one, is right for
    // sure.
    if (!board_.state(schema.name).available) return fail(errors::kReadModelUnavailable);
    return board_.wait_for(schema.name, position, deadline);
  }
  Position visible(const projections::ReadModelSchema& schema) override {
    return board_.state(schema.name).visible;
  }
  std::int64_t edition(const projections::ReadModelSchema& schema) override {
    return board_.edition(schema.name);
  }

 private:
  projections::ProgressBoard& board_;
};

}  // namespace authledger::query
