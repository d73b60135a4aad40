// Are the entries those that the streams hold by their events?
#pragma once

#include <memory>
#include <string>

#include "command/holdings.h"
#include "infra/sqlite/compared_sets.h"
#include "infra/verify/part_report.h"
#include "infra/verify/verification.h"

namespace authledger::infra {

// What a stream holds by all its events as of now. Errors: log.unavailable, log.corrupt_event.
Result<command::Holdings> holdings_of(const VerifyParts& parts, const std::string& stream_id);

// Not thread-safe. Told of every stream first, then finish().
class EntryCheck {
 public:
  static Result<std::unique_ptr<EntryCheck>> make(const VerifyParts& parts, PartReport& report);

  Status add_stream(const command::Holdings& held);
  Status finish();

 private:
  EntryCheck(const VerifyParts& parts, PartReport& report) : parts_(parts), report_(report) {}
  Status load();
  Status look_again(const command::Entry& entry);

  const VerifyParts& parts_;
  PartReport& report_;
  std::unique_ptr<ComparedSets> sets_;
};

}  // namespace authledger::infra
