// The rows of the manage face (seed 000 as API.md settles it).
#pragma once

#include <vector>

#include "infra/http/route.h"

namespace authledger::infra {

std::vector<Route> manage_routes();

}  // namespace authledger::infra
