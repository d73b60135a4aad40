// The verification services of seed 002 and what a person's log-ins ask for beside the password.
#pragma once

#include "infra/http/route.h"

namespace authledger::infra {

// The last segment but one of the path says which service.
Result<Reply> start_verification(Call& call);
Result<Reply> complete_verification(Call& call);

Result<Reply> get_second_factor(Call& call);
Result<Reply> update_second_factor(Call& call);

}  // namespace authledger::infra
