// The chain of `prevposition`: which position comes before another one in the same partition. A
// pure function of the log, so it stays whole over restarts, take-overs and a topic that was lost.
#pragma once

#include <string_view>
#include <vector>

#include "events/ports/log_reader.h"
#include "shared/result.h"

namespace authledger::infra {

class PartitionChain {
 public:
  // The chain as it stands after `position`. Reads the log backwards until every partition was met:
  // mostly one page; a partition that no stream belongs to costs a walk to the first event. Errors:
  // log.unavailable.
  static Result<PartitionChain> after(events::LogReader& log, Position position, int partitions);

  // Goes on with the next event of the log; answers the position before it in its partition.
  Position advance(int partition, Position position);

  Position last(int partition) const { return last_[static_cast<std::size_t>(partition)]; }
  int partitions() const { return static_cast<int>(last_.size()); }

 private:
  explicit PartitionChain(int partitions) : last_(static_cast<std::size_t>(partitions), 0) {}

  std::vector<Position> last_;  // 0: none yet
};

}  // namespace authledger::infra
