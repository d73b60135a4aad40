// Goes through the log stream by stream: versions 1, 2, 3 …, every event decodes; tells the claim,
// entry and document checks what each stream says.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "command/holdings.h"
#include "infra/verify/claim_check.h"
#include "infra/verify/document_check.h"
#include "infra/verify/entry_check.h"
#include "infra/verify/part_report.h"
#include "infra/verify/verification.h"

namespace authledger::infra {

// Whom a walk tells what the streams say; outlive it. Null: not checked.
struct StreamChecks {
  ClaimCheck* claims = nullptr;
  EntryCheck* entries = nullptr;
  std::vector<DocumentCheck*> documents{};
};

// For one run. Not thread-safe.
class StreamWalk {
 public:
  // References outlive the walk.
  StreamWalk(const VerifyParts& parts, Position until, PartReport& log, StreamChecks checks)
      : parts_(parts), until_(until), log_(log), checks_(std::move(checks)) {}

  // `progress`: events walked; its error ends the walk. Errors: log.unavailable.
  Status run(const std::function<Status(std::int64_t)>& progress);

 private:
  Status take(const StreamRow& row);
  Status end_of_stream();
  Status check_versions();
  void damaged(const events::StoredEvent& event, const std::string& what);

  const VerifyParts& parts_;
  const Position until_;
  PartReport& log_;
  const StreamChecks checks_;

  std::string stream_;  // the one under way
  StreamVersion version_ = 0;
  bool folds_ = true;  // all its events so far
  command::Holdings held_;
};

}  // namespace authledger::infra
