#include "infra/log/maintenance.h"

#include "infra/log/hash_chain.h"

namespace authledger::infra {

Result<ChainReport> verify_chain(LogMaintenance& log,
                                 const std::function<void(Position)>& progress) {
  constexpr int kPage = 2000;
  AUTHLEDGER_TRY(head, log.hashed_head());
  HashChain chain;
  ChainReport report;
  auto hash = first_hash();
  while (report.checked < head.position) {
    AUTHLEDGER_TRY(page, log.read_hashed(report.checked, kPage));
    for (const auto& row : page) {
      const auto expected = report.checked + 1;
      if (expected > head.position) break;
      hash = chain.next(hash, row.event);
      if (row.event.position != expected || row.hash != hash) {
        report.broken_at = expected;
        return report;
      }
      report.checked = expected;
    }
    if (page.empty()) break;
    if (progress) progress(report.checked);
  }
  if (report.checked < head.position)
    report.broken_at = report.checked + 1;
  else if (hash != head.hash)
    report.broken_at = head.position;
  return report;
}

}  // namespace authledger::infra
