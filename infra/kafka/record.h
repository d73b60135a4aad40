// The form of an event on the topic: CloudEvents 1.0, binary mode of the Kafka protocol binding.
//
// key = stream id, value = the payload without secrets. Headers, all texts; one whose value would
// be empty is left out:
//   content-type      application/json
//   ce_specversion    1.0
//   ce_id             event id
//   ce_type           authledger.user.banned.v1
//   ce_source         the installation
//   ce_time           recorded_at, ISO 8601 UTC
//   ce_subject        stream id
//   ce_partitionkey   stream id
//   position          in the log: 1, 2, 3 …
//   prevposition      the position before it in this partition, 0 for the first
//   ce_epoch          of the log when it was published, raised when a backup was restored
//   ce_tenantid, ce_streamversion, ce_schemaversion, ce_keysubject (whose key seals personal data),
//   ce_actorkind, ce_actorid, ce_correlationid, ce_causationid
// The client's address and browser stay in the log.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "events/stored_event.h"
#include "shared/result.h"

namespace authledger::infra {

struct TopicRecord {
  std::string key;
  std::string value;
  std::vector<std::pair<std::string_view, std::string>> headers;  // names are literals
};

struct RecordContext {
  std::string_view source;
  std::int64_t epoch = 1;
  Position previous = 0;  // in the same partition
};

// Errors: log.corrupt_event for a payload that is not JSON.
Result<TopicRecord> to_record(const events::StoredEvent& event, const RecordContext& context);

struct ReceivedEvent {
  events::StoredEvent event;  // as by as_published()
  std::int64_t epoch = 0;
  Position previous = 0;
};
using HeaderViews = std::span<const std::pair<std::string_view, std::string_view>>;

// Nothing for a record that we did not write: headers missing, wrong or no UTF-8, another source.
std::optional<ReceivedEvent> from_record(std::string_view key, std::string_view value,
                                         HeaderViews headers, std::string_view source);

// Only the position, 0 for a foreign record: enough to drop a duplicate cheaply.
Position position_of(HeaderViews headers);
Position previous_of(HeaderViews headers);  // the position before it in its partition

}  // namespace authledger::infra
