// Log-in, its test, log-out and refresh.
#pragma once

#include "infra/http/route.h"

namespace authledger::infra {

Result<Reply> pool_login(Call& call);
Result<Reply> pool_test(Call& call);
Result<Reply> pool_logout(Call& call);
Result<Reply> pool_refresh(Call& call);

}  // namespace authledger::infra
