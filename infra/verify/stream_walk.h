// Goes through the log stream by stream: versions 1, 2, 3 …, every event decodes; tells the claim
// and document checks what each stream says.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "command/claims.h"
#include "infra/verify/claim_check.h"
#include "infra/verify/document_check.h"
#include "infra/verify/part_report.h"
#include "infra/verify/verification.h"

namespace authledger::infra {

// For one run. Not thread-safe.
class StreamWalk {
 public:
  // `claims` may be null. References outlive the walk.
  StreamWalk(const VerifyParts& parts, Position until, PartReport& log, ClaimCheck* claims,
             std::vector<DocumentCheck*> documents)
      : parts_(parts),
        until_(until),
        log_(log),
        claims_(claims),
        documents_(std::move(documents)) {}

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
  ClaimCheck* claims_;
  std::vector<DocumentCheck*> documents_;

  std::string stream_;  // the one under way
  StreamVersion version_ = 0;
  bool folds_ = true;  // all its events so far
  command::HeldClaims held_;
};

}  // namespace authledger::infra
