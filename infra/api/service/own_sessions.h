// Sessions as people look at them: the own ones, and those of others for admins.
#pragma once

#include "infra/http/route.h"

namespace authledger::infra {

Result<Reply> list_sessions(Call& call);
Result<Reply> end_session(Call& call);
Result<Reply> end_other_sessions(Call& call);
Result<Reply> list_user_sessions(Call& call);
Result<Reply> end_user_sessions(Call& call);

}  // namespace authledger::infra
