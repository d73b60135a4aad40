#include "infra/api/system/routes.h"

#include "infra/api/service/sessions.h"
#include "infra/api/services.h"
#include "infra/http/call.h"

namespace authledger::infra {
namespace {

Result<Reply> health(Call&) { return Reply{{200, {}, R"({"status":"OK"})"}}; }

Result<Reply> admin_health(Call& call) { return Reply{{200, {}, call.services.health_json()}}; }

Result<Reply> metrics(Call& call) {
  return Reply{{200,
                {{"content-type", "text/plain; version=0.0.4; charset=utf-8"}},
                call.services.metrics.text()}};
}

}  // namespace

std::vector<Route> system_routes() {
  return {
      {.name = "health",
       .method = "GET",
       .path = "/health",
       .handler = health,
       .about = "The process is alive."},
      {.name = "adminHealth",
       .method = "GET",
       .path = "/admin/health",
       .handler = admin_health,
       .about = "Every part, how far projections are behind, and what is parked."},
      {.name = "metrics",
       .method = "GET",
       .path = "/metrics",
       .handler = metrics,
       .about = "Prometheus metrics."},
      {.name = "jwks",
       .method = "GET",
       .path = "/.well-known/jwks.json",
       .reads = ReadClass::kTruth,
       .handler = jwks,
       .about = "The public keys as a JWK set (RFC 7517)."},
  };
}

}  // namespace authledger::infra
