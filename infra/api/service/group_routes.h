// The rows of user groups and their members.
#pragma once

#include <vector>

#include "infra/http/route.h"

namespace authledger::infra {

std::vector<Route> group_rows();

}  // namespace authledger::infra
