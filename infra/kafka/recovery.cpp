#include "infra/kafka/recovery.h"

#include <algorithm>
#include <utility>

#include "infra/kafka/topic.h"
#include "infra/kafka/topic_tail.h"

namespace authledger::infra {

std::string filling_name(const std::string& checkpoint_name) {
  return checkpoint_name + ".filling";
}

Result<StartingPoint> find_start(events::LogReader& log, CheckpointStore& checkpoints,
                                 const std::string& checkpoint_name, const KafkaSettings& settings,
                                 int timeout_ms) {
  AUTHLEDGER_TRY(partitions, ensure_topic(settings, timeout_ms));
  AUTHLEDGER_TRY(head, log.head());
  AUTHLEDGER_TRY(stored, checkpoints.get(checkpoint_name));
  AUTHLEDGER_TRY(filling, checkpoints.get(filling_name(checkpoint_name)));
  const auto checkpoint = std::min(stored, head.position);
  AUTHLEDGER_TRY(tails, read_tails(settings, partitions, head.position, timeout_ms));
  AUTHLEDGER_TRY(chain, PartitionChain::after(log, checkpoint, partitions));

  if (std::any_of(tails.begin(), tails.end(), [](const auto& tail) { return tail.starts_late; })) {
    filling = std::max<Position>(checkpoint, 1);
    AUTHLEDGER_CHECK(checkpoints.put(filling_name(checkpoint_name), filling));
    AUTHLEDGER_CHECK(clear_late_starts(settings, tails, timeout_ms));
  }
  std::vector<Position> filled(tails.size(), checkpoint);
  std::vector<std::int64_t> offsets(tails.size(), -1);
  for (std::size_t i = 0; i < tails.size(); ++i) {
    const auto& tail = tails[i];
    offsets[i] = tail.high - 1;
    const bool expired = tail.low == tail.high && tail.high > 0 && filling == 0;
    if (!expired && tail.position < chain.last(static_cast<int>(i))) filled[i] = tail.position;
  }
  const auto position = *std::min_element(filled.begin(), filled.end());
  if (position < checkpoint) {
    AUTHLEDGER_TRY(earlier, PartitionChain::after(log, position, partitions));
    chain = std::move(earlier);
  }
  return StartingPoint{
      std::move(chain), std::move(filled), std::move(offsets), position, checkpoint, filling, head};
}

}  // namespace authledger::infra
