// All rows of a list, in its order, at a cost per row that does not grow with the list: the list is
// told apart into stretches of neighbouring values (as in deep_page.h), and each is read and sorted
// alone.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "infra/elasticsearch/intervals.h"
#include "infra/elasticsearch/snapshot.h"
#include "infra/elasticsearch/translate.h"

namespace authledger::infra::elastic {

struct WalkLimits {
  std::int64_t stretch_max = 2000;  // rows read at once, at most 10,000
  int parts_max = 128;              // at least 2
};

// One thread at a time.
class Walk {
 public:
  Walk(std::unique_ptr<Snapshot> snapshot, Plan plan, WalkLimits limits = {})
      : snapshot_(std::move(snapshot)), plan_(std::move(plan)), limits_(limits) {}

  // Counts. Errors of both: read_model.unavailable.
  Status begin();
  // The next stretch; empty: the end, at which the snapshot is given back.
  Result<std::vector<std::string>> next();
  std::int64_t total() const { return total_; }

 private:
  struct Stretch {
    std::vector<std::string> filters{};  // of its rows
    std::size_t segment = 0;
    std::size_t level = 0;               // by which it is told apart next
    std::optional<Interval> interval{};  // of that level's values
    std::int64_t count = 0;
  };
  std::vector<std::string> filters_of(const Stretch& stretch) const;
  Result<std::vector<std::string>> rows_of(const Stretch& stretch);
  Status tell_apart(const Stretch& stretch);

  std::unique_ptr<Snapshot> snapshot_;
  Plan plan_;
  const WalkLimits limits_;
  std::vector<Stretch> ahead_;  // the next one last
  std::int64_t total_ = 0;
};

}  // namespace authledger::infra::elastic
