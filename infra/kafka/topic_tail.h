// What a new leader has to know about the topic: how far each partition has come.
#pragma once

#include <cstdint>
#include <vector>

#include "infra/kafka/settings.h"
#include "shared/ids.h"
#include "shared/result.h"

namespace authledger::infra {

struct PartitionTail {
  std::int64_t low = 0;   // offset of the oldest record kept
  std::int64_t high = 0;  // offset behind the newest; 0: nothing was ever written
  Position position = 0;  // highest among the newest records; 0: none of ours there
};

// One per partition. Looks at several records, because the very last may be a late duplicate of a
// former leader or somebody else's; positions beyond `head` belong to a lost future and do not
// count. Blocks up to `timeout_ms`. Errors: topic.unavailable.
Result<std::vector<PartitionTail>> read_tails(const KafkaSettings& settings, int partitions,
                                              Position head, int timeout_ms = 10'000);

}  // namespace authledger::infra
