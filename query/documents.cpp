#include "query/documents.h"

namespace authledger::query {

Result<std::vector<std::optional<projections::Document>>> DocumentLookup::get(
    const projections::ReadModelSchema& schema, std::span<const std::string> ids) {
  if (ids.empty()) return std::vector<std::optional<projections::Document>>();
  AUTHLEDGER_TRY(live, store_.live(schema));
  AUTHLEDGER_TRY(found, store_.get(live, ids));
  for (auto& one : found) {
    if (one && !one->listed) one.reset();
  }
  return found;
}

}  // namespace authledger::query
