// From an HTTP request to its answer: request id, tenant, caller, who may, common parameters, body,
// idempotency, the handler, errors, headers, log line and metrics. The one place with catch (...).
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "command/dispatch.h"
#include "infra/http/authenticator.h"
#include "infra/http/call.h"
#include "infra/http/rate_limit.h"
#include "infra/http/router.h"
#include "infra/telemetry/metrics.h"
#include "shared/lru_cache.h"

namespace authledger::infra {

struct BoundaryOptions {
  std::string codename;
  bool secure_cookies = true;
  bool hsts = false;
  std::string cors_origins;  // separated by commas
  bool limits = true;
  std::int64_t login_per_minute = 600;
  std::int64_t sign_up_per_minute = 120;
  std::int64_t verification_per_minute = 120;
  std::int64_t client_failures_per_minute = 60;  // refused credentials of apps
};

struct BoundaryParts {
  const Router& router;
  Services& services;
  Authenticator& authenticator;
  command::AppCredentials& apps;
  command::Dispatcher& dispatcher;
  command::Vault& vault;
  const Clock& clock;
  Random& random;
  Metrics& metrics;
  std::function<std::int64_t()> epoch;     // of the log
  std::function<Result<Position>()> head;  // right now
  std::function<Position()> told;          // up to where this process knows it
  std::function<Result<bool>(const std::string& tenant)> tenant_known;  //
};

// Thread-safe.
class Boundary {
 public:
  Boundary(BoundaryParts parts, BoundaryOptions options);
  HttpResponse handle(const HttpRequest& request);
  // What the transport refuses by itself, in the same shape.
  HttpResponse refuse(int status, std::string_view reason) const;

 private:
  Result<Reply> run(Call& call);
  Status identify(Call& call);
  Status identify_person(Call& call);
  Status identify_app(Call& call);
  Status check_access(const Call& call) const;
  std::optional<Position> asked_position(const HttpRequest& request) const;
  Status read_parameters(Call& call, bool position_known) const;
  Status read_body(Call& call) const;
  Status read_idempotency_key(Call& call, const std::string& caller) const;
  Result<std::optional<Reply>> remembered(const Call& call) const;  // under the call's key
  Result<Reply> replay_or(Call& call, Error refused) const;
  Status check_rate(const Call& call);
  Result<Reply> run_handler(Call& call);
  HttpResponse finish(const Call& call, Reply reply);
  void add_common_headers(HttpResponse& response, const HttpRequest& request) const;
  bool answers_preflight(const HttpRequest& request, const Match& match,
                         HttpResponse& response) const;

  BoundaryParts parts_;
  BoundaryOptions options_;
  RateLimit login_limit_;
  RateLimit sign_up_limit_;
  RateLimit verification_limit_;
  RateLimit client_failures_;
  mutable LruCache<Position> last_writes_;  // by session: what it wrote last, in this process
};

}  // namespace authledger::infra
