// Permissions: granted and listed by administrators, checked by services, shown to oneself.
#pragma once

#include <vector>

#include "infra/http/route.h"

namespace authledger::infra {

Result<Reply> grant_permission(Call& call);
Result<Reply> revoke_permission(Call& call);
Result<Reply> check_permissions(Call& call);
Result<Reply> own_permissions(Call& call);
Result<Reply> own_permission(Call& call);

std::vector<Route> permission_rows();

}  // namespace authledger::infra
