// The transport's limits, from the settings and from what the machine allows.
#pragma once

#include "infra/config/settings.h"
#include "infra/http/limits.h"

namespace authledger::infra {

// Without the questions that need the router.
HttpLimits http_limits(const Settings& settings);

}  // namespace authledger::infra
