// The topic itself: that it exists, and which of its partitions a stream belongs to.
#pragma once

#include <string_view>

#include "infra/kafka/settings.h"
#include "shared/result.h"

namespace authledger::infra {

// Makes the topic if there is none (cleanup.policy=delete, retention by setting) and waits until
// every partition has a leader. Answers how many partitions it has, which may differ from the
// setting when somebody else made it. Blocks up to `timeout_ms`. Errors: topic.unavailable.
Result<int> ensure_topic(const KafkaSettings& settings, int timeout_ms = 10'000);

// What Java's default partitioner and librdkafka's murmur2_random answer for this key.
int partition_of(std::string_view stream_id, int partitions);

}  // namespace authledger::infra
