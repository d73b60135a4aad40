#include "infra/api/system/routes.h"

#include "infra/api/service/sessions.h"
#include "infra/api/services.h"
#include "infra/api/system/pages.h"
#include "infra/http/call.h"
#include "shared/schema.h"

namespace authledger::infra {
namespace {

Result<Reply> health(Call&) { return Reply{{200, {}, R"({"status":"OK"})"}}; }

Result<Reply> admin_health(Call& call) { return Reply{{200, {}, call.services.health_json()}}; }

Result<Reply> metrics(Call& call) {
  return Reply{{200,
                {{"content-type", "text/plain; version=0.0.4; charset=utf-8"}},
                call.services.metrics.text()}};
}

// Both have members by part and by read model, so that only what is always there is promised.
std::string health_schema() {
  return R"({"type":"object","properties":{"status":{"enum":["OK","DEGRADED"]}},"required":["status"]})";
}

std::string admin_health_schema() {
  return R"({"type":"object","properties":{"status":{"enum":["OK","DEGRADED"]},"log":{"type":"object"},)"
         R"("readModels":{"type":"object"},"relay":{"type":"object"},"profile":{"type":"string"},)"
         R"("version":{"type":"string"}},"required":["status","log","readModels","profile","version"]})";
}

std::string jwks_schema() {
  return R"({"type":"object","properties":{"keys":{"type":"array","items":{"type":"object"}}},)"
         R"("required":["keys"]})";
}

std::string outbox_schema() {
  return R"({"type":"array","items":)" + json_schema<OutboxEntry>() + "}";
}

// A list without an envelope, newest last.
Result<Reply> dev_outbox(Call& call) {
  AUTHLEDGER_TRY(entries, call.services.outbox->entries(call.tenant_id));
  std::string body = "[";
  for (const auto& entry : entries) {
    if (body.size() > 1) body += ',';
    body += encode(entry);
  }
  return Reply{{200, {}, body + "]"}};
}

}  // namespace

std::vector<Route> system_routes() {
  auto rows = page_rows();
  std::vector<Route> own = {
      {.name = "health",
       .method = "GET",
       .path = "/health",
       .response_schema = health_schema,
       .handler = health,
       .about = "The process is alive."},
      {.name = "adminHealth",
       .method = "GET",
       .path = "/admin/health",
       .response_schema = admin_health_schema,
       .handler = admin_health,
       .about = "Every part, how far projections are behind, and what is parked."},
      {.name = "metrics",
       .method = "GET",
       .path = "/metrics",
       .response_type = "text/plain",
       .handler = metrics,
       .about = "Prometheus metrics."},
      {.name = "devOutbox",
       .method = "GET",
       .path = "/dev/outbox",
       .access = Access::kSuperAdmin,
       .reads = ReadClass::kTruth,
       .response_schema = outbox_schema,
       .development_only = true,
       .handler = dev_outbox,
       .about = "The last messages as their recipients would read them; in development alone."},
      {.name = "jwks",
       .method = "GET",
       .path = "/.well-known/jwks.json",
       .reads = ReadClass::kTruth,
       .response_schema = jwks_schema,
       .handler = jwks,
       .about = "The public keys as a JWK set (RFC 7517)."},
  };
  for (auto& row : own) rows.push_back(std::move(row));
  return rows;
}

}  // namespace authledger::infra
