// Log-in, log-out, relogin, and the current user.
#pragma once

#include "infra/http/route.h"

namespace authledger::infra {

Result<Reply> login(Call& call);
Result<Reply> logout(Call& call);
Result<Reply> relogin(Call& call);
Result<Reply> current_user(Call& call);
Result<Reply> public_key(Call& call);
Result<Reply> jwks(Call& call);

}  // namespace authledger::infra
