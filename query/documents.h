// Documents of the live read model by their ids, in one look-up: what lists join.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "projections/ports/document_store.h"
#include "shared/result.h"

namespace authledger::query {

// Thread-safe.
class DocumentLookup {
 public:
  // REQUIRES: the store outlives it.
  explicit DocumentLookup(projections::DocumentStore& store) : store_(store) {}

  // In the order of the ids; nothing where there is none or it is in no list. At least as fresh as
  // lists of that read model. Errors: read_model.unavailable.
  Result<std::vector<std::optional<projections::Document>>> get(
      const projections::ReadModelSchema& schema, std::span<const std::string> ids);

 private:
  projections::DocumentStore& store_;
};

}  // namespace authledger::query
