// The documents that the service serves of itself, made once from its rows and its events.
#pragma once

#include <span>
#include <string>

#include "infra/describe/asyncapi.h"
#include "infra/describe/openapi.h"
#include "infra/describe/postman.h"

namespace authledger::infra {

// Immutable.
struct Documents {
  std::string openapi;
  std::string asyncapi;
  std::string postman;

  static Documents of(std::span<const Route> routes, const Described& described) {
    const auto events = events::catalogue();
    return {openapi_json(routes, described), asyncapi_json(events, described),
            postman_json(routes)};
  }
};

}  // namespace authledger::infra
