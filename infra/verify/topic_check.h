// Does the topic hold the log, in order per key?
//
// Demanded of each partition: every record names, as prevposition, the one that was before it; what
// a relay has published again (positions that were passed) is no damage, nor is a record of an
// older epoch that the log does not have any more. Every event up to the relay's checkpoint has its
// record, with the same content, unless it has outlived the topic's retention.
#pragma once

#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "infra/kafka/topic_records.h"
#include "infra/sqlite/compared_sets.h"
#include "infra/verify/part_report.h"
#include "infra/verify/verification.h"

namespace authledger::infra {

// Not thread-safe. Told of every event of the log first, then finish().
class TopicCheck {
 public:
  // Asks for the relay's checkpoint and the topic's extent. Errors: log.unavailable,
  // topic.unavailable.
  static Result<std::unique_ptr<TopicCheck>> make(const VerifyParts& parts,
                                                  const events::Head& head, PartReport& report);

  Status add(const events::StoredEvent& event);
  Status finish(const std::function<Status(std::int64_t read, std::int64_t of)>& progress);

 private:
  struct Partition {
    Position last = 0;
    Position first = 0;  // kept; 0: none yet
    std::int64_t epoch = 0;
  };
  TopicCheck(const VerifyParts& parts, const events::Head& head, PartReport& report)
      : settings_(*parts.topic), head_(head), report_(report) {}
  Status see(const SeenRecord& record);
  Status judge(const ComparedSets::Named& named);
  bool expired(int partition, Position position) const;

  const KafkaSettings settings_;
  const events::Head head_;
  PartReport& report_;
  Position demanded_ = 0;  // the relay's checkpoint
  std::vector<TopicRange> ranges_;
  std::vector<Partition> partitions_;
  std::int64_t foreign_ = 0;
  std::int64_t repeated_ = 0;
  std::int64_t expired_ = 0;
  std::unique_ptr<ComparedSets> sets_;
};

}  // namespace authledger::infra
