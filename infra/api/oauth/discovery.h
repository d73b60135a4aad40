// What stock clients read first: where the endpoints are, and what they take.
#pragma once

#include <string>

#include "infra/http/call.h"

namespace authledger::infra {

Result<Reply> openid_configuration(Call& call);
std::string openid_configuration_schema();

}  // namespace authledger::infra
