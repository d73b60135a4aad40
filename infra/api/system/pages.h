// What browsers get: pages, their files, and the documents that describe the interface.
#pragma once

#include <vector>

#include "infra/http/route.h"

namespace authledger::infra {

std::vector<Route> page_rows();

}  // namespace authledger::infra
