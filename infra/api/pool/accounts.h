// Sign-up, confirming the address, and a forgotten password.
#pragma once

#include "infra/http/route.h"

namespace authledger::infra {

Result<Reply> pool_sign_up(Call& call);
Result<Reply> pool_confirm(Call& call);
Result<Reply> pool_resend_code(Call& call);
Result<Reply> pool_forgot_password(Call& call);
Result<Reply> pool_reset_password(Call& call);

}  // namespace authledger::infra
