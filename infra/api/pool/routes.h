// The rows of the pool face (seed 001).
#pragma once

#include <span>
#include <string>
#include <vector>

#include "infra/http/route.h"

namespace authledger::infra {

std::vector<Route> pool_routes();

// The pool rows among these once more, under the prefix; none for an empty one. They live as long
// as the process.
std::vector<Route> staged_routes(std::span<const Route> routes, const std::string& prefix);

}  // namespace authledger::infra
