// Who calls: a person by a token, or an app by its id and secret.
#include <vector>

#include "infra/http/basic_credentials.h"
#include "infra/http/boundary.h"
#include "infra/http/query_parameters.h"
#include "infra/http/session_credentials.h"
#include "shared/client_errors.h"

namespace authledger::infra {
namespace {

// Basic with a session key is a person's.
bool app_calls(const Call& call) {
  return takes_apps(call.route.access) && call.request.header(kSessionKeyHeader) == nullptr &&
         basic_credentials(call.request).has_value();
}

}  // namespace

Status Boundary::identify(Call& call) {
  const auto started = std::chrono::steady_clock::now();
  AUTHLEDGER_CHECK(app_calls(call) ? identify_app(call) : identify_person(call));
  call.sso_ms =
      std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - started).count();
  return {};
}

Status Boundary::identify_app(Call& call) {
  const auto& address = call.request.remote_address;
  if (const int wait_s = client_failures_.wait_s(address, call.now);
      options_.limits && wait_s > 0) {
    Error refused = error(errors::kTooManyRequests);
    refused.retry_after_s = wait_s;
    return fail(std::move(refused));
  }
  const auto given = basic_credentials(call.request);
  std::vector<std::string> secrets{given->password};
  if (given->form_password && *given->form_password != given->password)
    secrets.push_back(*given->form_password);
  const std::string id = lower_id(given->form_name.value_or(given->name));
  Result<command::AppCaller> caller = fail(errors::kClientRefused);
  if (is_uuid(id)) caller = parts_.apps.check(AppId{id}, secrets);
  if (!caller) {
    if (caller.error().code == Code::kUnauthenticated)
      (void)client_failures_.take(address, call.now);
    return fail(std::move(caller).error());
  }
  call.tenant_id = caller->tenant_id;
  call.app = std::move(*caller);
  return {};
}

}  // namespace authledger::infra
