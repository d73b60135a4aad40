// Lists of a read model, by page or streamed whole.
#pragma once

#include "infra/http/route.h"

namespace authledger::infra {

// Any route with list_of: filters, keyword, sorting and paging from its row.
Result<Reply> list_rows(Call& call);

}  // namespace authledger::infra
