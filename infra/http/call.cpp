#include "infra/http/call.h"

namespace authledger::infra {

command::CommandContext Call::context() const {
  command::CommandContext context;
  context.tenant_id = tenant_id;
  if (session) {
    context.actor_kind = "user";
    context.actor_id = session->user.id.value;
  } else if (app) {
    context.actor_kind = "app";
    context.actor_id = app->id.value;
  }
  context.ip = request.remote_address;
  if (const auto* agent = request.header("user-agent")) context.user_agent = agent->substr(0, 512);
  if (!is_utf8(context.user_agent)) context.user_agent.clear();
  context.correlation_id = request_id;
  context.now = now;
  context.idempotency = idempotency;
  context.if_match = if_match;
  return context;
}

command::Caller Call::caller() const {
  if (!session) return {};
  return {session->user.id, session->user.role_id, session->session.id};
}

std::int64_t Call::elapsed_ms() const {
  using namespace std::chrono;
  return duration_cast<milliseconds>(steady_clock::now() - request.received).count();
}

}  // namespace authledger::infra
