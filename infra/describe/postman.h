// The HTTP interface as a Postman collection (v2.1): every row, with variables and a log-in that
// stores its token.
#pragma once

#include <span>
#include <string>

#include "infra/http/route.h"

namespace authledger::infra {

std::string postman_json(std::span<const Route> routes);

}  // namespace authledger::infra
