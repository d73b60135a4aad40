// The rows of the service face (seed 002).
#pragma once

#include <vector>

#include "infra/http/route.h"

namespace authledger::infra {

std::vector<Route> service_routes();

// Its parts, a file per subject.
std::vector<Route> verification_rows();
std::vector<Route> own_session_rows();

}  // namespace authledger::infra
