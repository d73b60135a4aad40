// The rows of the OAuth face: what apps and their libraries call.
#pragma once

#include <vector>

#include "infra/http/route.h"

namespace authledger::infra {

std::vector<Route> oauth_routes();

}  // namespace authledger::infra
