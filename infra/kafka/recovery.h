// Where a new leader of the relay starts: the checkpoint, unless the topic holds less than that.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "events/ports/log_reader.h"
#include "infra/kafka/partition_chain.h"
#include "infra/kafka/settings.h"
#include "infra/log/stores.h"

namespace authledger::infra {

struct StartingPoint {
  PartitionChain chain;               // after `position`
  std::vector<Position> filled;       // per partition: on the topic up to here, not to be repeated
  std::vector<std::int64_t> offsets;  // per partition: of the newest record, -1: none
  Position position = 0;              // publish what is behind it
  Position checkpoint = 0;
  Position filling = 0;  // > 0: partitions were emptied to be filled again; done at this position
  events::Head head;
};

// Compares the end of each partition with the log. One that ends before the checkpoint has lost
// records (deleted topic, unclean broker) and is filled again from there; one that is empty but was
// written once has only outlived its retention. One that begins in the middle (the topic was made
// anew under a leader) is emptied and filled from the first event; `<checkpoint name>.filling` in
// the store remembers that until fill is done. Errors: topic.unavailable, log.unavailable.
Result<StartingPoint> find_start(events::LogReader& log, CheckpointStore& checkpoints,
                                 const std::string& checkpoint_name, const KafkaSettings& settings,
                                 int timeout_ms);

std::string filling_name(const std::string& checkpoint_name);

}  // namespace authledger::infra
