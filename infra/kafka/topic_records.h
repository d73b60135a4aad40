// Reads everything that a topic holds, partition after partition, in its order: for checks.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "infra/kafka/record.h"
#include "infra/kafka/settings.h"
#include "shared/result.h"

namespace authledger::infra {

struct TopicRange {
  std::int64_t low = 0;   // offset of the oldest record kept
  std::int64_t high = 0;  // behind the newest; 0: nothing was ever written
};

struct SeenRecord {
  int partition = 0;
  std::int64_t offset = 0;
  std::optional<ReceivedEvent> event;  // nothing: a foreign record
};

// One range per partition; empty: there is no such topic. Makes none. Errors of both:
// topic.unavailable, also when nothing comes for `timeout_ms`.
Result<std::vector<TopicRange>> topic_ranges(const KafkaSettings& settings,
                                             int timeout_ms = 10'000);

// The records of the ranges. An error of `take` ends it.
Status read_records(const KafkaSettings& settings, const std::vector<TopicRange>& ranges,
                    const std::function<Status(const SeenRecord&)>& take, int timeout_ms = 10'000);

}  // namespace authledger::infra
