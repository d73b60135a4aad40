// Holds everything that is stored against the log: `authledger verify`.
//
//   log        positions 1, 2, 3 … and the hash chain; no event twice; stream versions 1, 2, 3 …;
//              every event decodes; head and stream versions where the events are
//   claims     the unique values held are those that a fold of the streams gives
//   entries    the keys under which streams are found, likewise
//   documents  each document of each read model is the fold of its stream; none is missing, none
//              too many
//   topic      (cluster) the records are those of the log, in order per key, prevposition whole
//
// The service may run and write meanwhile. Everything is held against the log as it was at its head
// when the check began, which cannot change any more. What lies outside of the log (claims,
// entries, documents, records) moves on, so a difference is looked at once more by itself, fresh,
// together with the streams that it is about, in an order that shows damage and not lateness
// (projections/divergence.h); only what is still wrong then is told. Read models are held to their
// checkpoint, the topic to the relay's.
//
// Two walks over the log in pages, one by position, one by stream; sets are compared in temporary
// files (ComparedSets). So memory stays flat however long the log is.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "command/ports/crypto.h"
#include "command/ports/event_log.h"
#include "infra/kafka/settings.h"
#include "infra/log/maintenance.h"
#include "infra/log/stores.h"
#include "infra/verify/part_report.h"
#include "projections/ports/document_store.h"
#include "projections/projection.h"
#include "shared/secret.h"

namespace authledger::infra {

// All outlive the call.
struct VerifyParts {
  command::EventLog& log;
  LogMaintenance& maintenance;
  CheckpointStore& checkpoints;
  SubjectKeys& keys;
  const command::Vault& vault;
  projections::DocumentStore& documents;
  const std::vector<const projections::Projection*>& projections;
  std::optional<KafkaSettings> topic;  // nothing: the profile has none
};

struct VerifyOptions {
  bool log = true;
  bool claims = true;
  bool entries = true;
  bool documents = true;
  bool topic = true;
  std::size_t lines_max = 20;  // sentences kept per part
  // What is done now, how far, of how much; 0 of 0: it cannot be told.
  std::function<void(const std::string& doing, std::int64_t done, std::int64_t of)> progress{};
  std::function<bool()> cancelled{};
};

struct VerifyReport {
  Position position = 0;  // the log was checked up to here
  std::vector<PartReport> parts;
};

// A part that cannot be reached says so in its report, the others are checked. Errors:
// log.unavailable when the log itself cannot be read; request.internal_error when cancelled or when
// there is no room for temporary files.
Result<VerifyReport> verify(const VerifyParts& parts, const VerifyOptions& options);

}  // namespace authledger::infra
