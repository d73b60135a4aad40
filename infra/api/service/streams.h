// Server-sent events: a user object field by field, and the log as it grows.
#pragma once

#include <vector>

#include "infra/http/route.h"

namespace authledger::infra {

std::vector<Route> stream_rows();

}  // namespace authledger::infra
