// The success envelope of the service face (seed 002): every key of the seed, true values.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "infra/http/call.h"

namespace authledger::infra {

// One object, as JSON text. `source` is db, elastic or cache.
std::string object_envelope(const Call& call, std::string_view object_json);

struct ListEnvelope {
  std::string_view source;
  std::string_view cache_key;
  std::int64_t row_count = 0;
  std::int64_t total_row_count = 0;
};
// A list comes between these two; rows are spliced in as they are stored, separated by commas.
std::string list_envelope_head(const Call& call, const ListEnvelope& list);
std::string list_envelope_tail(const Call& call, const ListEnvelope& list);

}  // namespace authledger::infra
