#include "infra/kafka/partition_chain.h"

#include <algorithm>
#include <utility>

#include "infra/kafka/topic.h"

namespace authledger::infra {
namespace {

constexpr Position kFirstPage = 500;
constexpr Position kPageMax = 10'000;

}  // namespace

Result<PartitionChain> PartitionChain::after(events::LogReader& log, Position position,
                                             int partitions) {
  PartitionChain chain(partitions);
  int missing = partitions;
  Position page = kFirstPage;
  for (Position high = position; high > 0 && missing > 0;) {
    const Position low = std::max<Position>(0, high - page);
    std::vector<Position> met(chain.last_.size(), 0);
    for (Position from = low; from < high;) {
      AUTHLEDGER_TRY(events, log.read_all(from, static_cast<int>(high - from)));
      if (events.empty()) break;
      for (const auto& event : events) {
        if (event.position > high) break;
        met[static_cast<std::size_t>(partition_of(event.stream_id, partitions))] = event.position;
      }
      from = events.back().position;
    }
    for (std::size_t i = 0; i < met.size(); ++i) {
      if (chain.last_[i] != 0 || met[i] == 0) continue;
      chain.last_[i] = met[i];
      --missing;
    }
    high = low;
    page = kPageMax;
  }
  return chain;
}

Position PartitionChain::advance(int partition, Position position) {
  return std::exchange(last_[static_cast<std::size_t>(partition)], position);
}

}  // namespace authledger::infra
