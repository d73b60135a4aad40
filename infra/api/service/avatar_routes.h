// The rows of avatar files.
#pragma once

#include <vector>

#include "infra/http/route.h"

namespace authledger::infra {

std::vector<Route> avatar_rows();

}  // namespace authledger::infra
