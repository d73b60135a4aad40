#include "infra/verify/topic_check.h"

#include <algorithm>
#include <numeric>

#include "events/publication.h"
#include "infra/crypto/digest.h"
#include "infra/kafka/topic.h"
#include "infra/log/hash_chain.h"
#include "infra/log/published_event.h"
#include "shared/codec.h"
#include "shared/errors.h"

namespace authledger::infra {
namespace {

constexpr const char* kRelayCheckpoint = "relay";
constexpr int kTellEvery = 2000;  // records

std::string name_of(Position position) {
  const auto digits = std::to_string(position);
  return std::string(20 - std::min<std::size_t>(digits.size(), 20), '0') + digits;
}

std::string value_of(int partition, const events::StoredEvent& event) {
  return std::to_string(partition) + " " + sha256(canonical_bytes(event));
}

std::string place(const SeenRecord& record) {
  return "partition " + std::to_string(record.partition) + " offset " +
         std::to_string(record.offset) + ": ";
}

}  // namespace

Result<std::unique_ptr<TopicCheck>> TopicCheck::make(const VerifyParts& parts,
                                                     const events::Head& head, PartReport& report) {
  std::unique_ptr<TopicCheck> check(new TopicCheck(parts, head, report));
  AUTHLEDGER_TRY(checkpoint, parts.checkpoints.get(kRelayCheckpoint));
  check->demanded_ = std::min(checkpoint, head.position);
  AUTHLEDGER_TRY(ranges, topic_ranges(parts.topic.value()));
  check->partitions_.resize(ranges.size());
  check->ranges_ = std::move(ranges);
  if (check->demanded_ < head.position) {
    report.note("published up to position " + std::to_string(check->demanded_) + ", " +
                std::to_string(head.position - check->demanded_) + " behind the log");
  }
  AUTHLEDGER_TRY(sets, ComparedSets::make());
  check->sets_ = std::move(sets);
  return check;
}

// As it stands on the topic: published_event.h.
Status TopicCheck::add(const events::StoredEvent& event) {
  if (ranges_.empty()) return {};
  auto published = event;
  auto payload = events::published_payload(event.payload);
  if (payload) published.payload = std::move(*payload);
  published.meta = encode(published_meta(event.meta));
  const int partition = partition_of(event.stream_id, static_cast<int>(ranges_.size()));
  return sets_->put(ComparedSets::Side::kExpected, name_of(event.position),
                    value_of(partition, published), std::to_string(partition));
}

Status TopicCheck::see(const SeenRecord& record) {
  report_.count();
  if (!record.event) {
    ++foreign_;
    return {};
  }
  const auto& [event, epoch, previous] = *record.event;
  auto& partition = partitions_[static_cast<std::size_t>(record.partition)];
  const auto position = event.position;
  if (epoch > head_.epoch) {
    report_.damaged(place(record) + "position " + std::to_string(position) + " is of epoch " +
                    std::to_string(epoch) + ", the log of epoch " + std::to_string(head_.epoch));
    return {};
  }
  const bool begins = partition.first == 0;
  if (begins) partition.first = position;
  if (begins && ranges_[static_cast<std::size_t>(record.partition)].low > 0) {
    partition.last = previous;  // older ones have outlived the retention
  }
  if (epoch > partition.epoch && !begins) partition.last = std::min(partition.last, previous);
  partition.epoch = std::max(partition.epoch, epoch);
  if (position <= partition.last) {
    ++repeated_;
  } else {
    if (previous != partition.last) {
      report_.damaged(place(record) + "position " + std::to_string(position) + " follows " +
                      std::to_string(partition.last) + " and names " + std::to_string(previous) +
                      " as the one before it");
    }
    partition.last = position;
  }
  if (position > head_.position) return {};
  return sets_->put(ComparedSets::Side::kFound, name_of(position),
                    value_of(record.partition, event), std::to_string(epoch));
}

bool TopicCheck::expired(int partition, Position position) const {
  const auto& range = ranges_[static_cast<std::size_t>(partition)];
  const auto first = partitions_[static_cast<std::size_t>(partition)].first;
  return range.low > 0 && (first == 0 || position < first);
}

// Differences as ComparedSets sees them include what is fine: repeats, what is not published yet.
Status TopicCheck::judge(const ComparedSets::Named& named) {
  const Position position = std::stoll(named.name);
  const auto where = "position " + std::to_string(position);
  if (named.expected.empty()) {
    report_.damaged(where + " has a record and is not in the log");
    return {};
  }
  const auto& expected = named.expected.front();
  if (named.found.empty()) {
    const int partition = std::stoi(expected.origin);
    if (position > demanded_) return {};
    if (expired(partition, position)) {
      ++expired_;
      return {};
    }
    report_.damaged(where + " has no record in partition " + expected.origin);
    return {};
  }
  bool there = false;
  bool other = false;
  for (const auto& one : named.found) {
    const bool same = one.value == expected.value;
    there = there || same;
    other = other || (!same && std::stoll(one.origin) == head_.epoch);
  }
  if (!there) {
    report_.damaged(where + " has a record that differs from the log");
  } else if (other) {
    report_.damaged(where + " has a second record that differs from the log");
  }
  return {};
}

Status TopicCheck::finish(
    const std::function<Status(std::int64_t read, std::int64_t of)>& progress) {
  if (ranges_.empty()) {
    if (demanded_ > 0) report_.damaged("the topic " + settings_.topic + " does not exist");
    return {};
  }
  const auto all = std::accumulate(
      ranges_.begin(), ranges_.end(), std::int64_t{0},
      [](std::int64_t sum, const TopicRange& one) { return sum + one.high - one.low; });
  AUTHLEDGER_CHECK(read_records(settings_, ranges_, [&](const SeenRecord& record) -> Status {
    AUTHLEDGER_CHECK(see(record));
    return report_.checked() % kTellEvery == 0 ? progress(report_.checked(), all) : Status{};
  }));
  AUTHLEDGER_CHECK(
      sets_->each_difference([this](const ComparedSets::Named& named) { return judge(named); }));
  const auto tell = [&](std::int64_t count, const char* what) {
    if (count > 0) report_.note(std::to_string(count) + what);
  };
  tell(repeated_, " records were published again");
  tell(foreign_, " records are not of this installation");
  tell(expired_, " events have outlived the topic's retention");
  return {};
}

}  // namespace authledger::infra
