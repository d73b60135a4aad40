// Log-in by Google: by an id_token, and by the browser's code flow.
#pragma once

#include "infra/http/route.h"

namespace authledger::infra {

Result<Reply> pool_login_google(Call& call);
Result<Reply> pool_google_flow(Call& call);

}  // namespace authledger::infra
