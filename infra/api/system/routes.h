// The rows of the system face.
#pragma once

#include <vector>

#include "infra/http/route.h"

namespace authledger::infra {

std::vector<Route> system_routes();

}  // namespace authledger::infra
