// The handlers of the OAuth face.
#pragma once

#include "infra/http/call.h"

namespace authledger::infra {

Result<Reply> grant_token(Call& call);
Result<Reply> introspect_token(Call& call);
Result<Reply> revoke_token(Call& call);

}  // namespace authledger::infra
