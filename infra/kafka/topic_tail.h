// What a new leader has to know about the topic: how far each partition has come, and whether it
// begins at the beginning.
#pragma once

#include <cstdint>
#include <vector>

#include "infra/kafka/settings.h"
#include "shared/ids.h"
#include "shared/result.h"

namespace authledger::infra {

struct PartitionTail {
  std::int64_t low = 0;      // offset of the oldest record kept
  std::int64_t high = 0;     // offset behind the newest; 0: nothing was ever written
  Position position = 0;     // highest among the newest records; 0: none of ours there
  bool starts_late = false;  // its very first record has a predecessor: the topic was made anew
                             // under a leader that did not know
};

// One per partition. Looks at several records, because the very last may be a late duplicate of a
// former leader or somebody else's; positions beyond `head` belong to a lost future and do not
// count. Blocks up to `timeout_ms`. Errors: topic.unavailable.
Result<std::vector<PartitionTail>> read_tails(const KafkaSettings& settings, int partitions,
                                              Position head, int timeout_ms = 10'000);

// Removes the records that read_tails() saw in the partitions that start late, and says so in
// `tails`. What was written since stays: it may be another leader's, who was faster. Errors:
// topic.unavailable, also when this client may not delete records.
Status clear_late_starts(const KafkaSettings& settings, std::vector<PartitionTail>& tails,
                         int timeout_ms = 10'000);

}  // namespace authledger::infra
