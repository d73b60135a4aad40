// The HTTP interface as an OpenAPI 3.1 document, made from the rows alone.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "infra/http/route.h"

namespace authledger::infra {

// What documents need beside the rows.
struct Described {
  std::string codename = "airbnb3";  // of the token's header and cookie
  std::string issuer = "authledger";
  std::string topic = "authledger.events";
  std::int64_t body_limit_bytes = 1 << 20;
};

std::string openapi_json(std::span<const Route> routes, const Described& described);

// What the document would lack, one sentence per fault, each naming its row; nothing when all is
// there.
std::vector<std::string> undescribed(std::span<const Route> routes);

// The chapter of a row: Users, Sessions …
std::string_view tag_of(const Route& route);
// One or more sentences: what it does, what a read shows, who may.
std::string description_of(const Route& route);
std::string who_may(const Route& route);

}  // namespace authledger::infra
