// Are the unique values that are held those that the streams hold by their events?
#pragma once

#include <memory>
#include <string>

#include "command/holdings.h"
#include "infra/sqlite/compared_sets.h"
#include "infra/verify/part_report.h"
#include "infra/verify/verification.h"

namespace authledger::infra {

// Not thread-safe. Told of every stream first, then finish().
class ClaimCheck {
 public:
  static Result<std::unique_ptr<ClaimCheck>> make(const VerifyParts& parts, PartReport& report);

  Status add_stream(const std::string& stream_id, const command::Holdings& held);
  Status finish();

 private:
  ClaimCheck(const VerifyParts& parts, PartReport& report) : parts_(parts), report_(report) {}
  Status load_held();
  Status look_again(const ComparedSets::Named& named);
  Result<bool> stream_holds(const std::string& stream_id, const command::Claim& claim);

  const VerifyParts& parts_;
  PartReport& report_;
  std::unique_ptr<ComparedSets> sets_;
};

}  // namespace authledger::infra
