// Lists of a read model, by page or streamed whole.
#pragma once

#include "infra/http/call.h"
#include "infra/http/route.h"
#include "query/list.h"

namespace authledger::infra {

// Any route with list_of: filters, keyword, sorting and paging from its row.
Result<Reply> list_rows(Call& call);

// What `caching` and `cacheTTL` ask for.
query::CacheOptions cache_options(const Call& call);

}  // namespace authledger::infra
