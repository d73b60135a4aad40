// Idempotency-Key: the first answer under a key is given again for a day.
#include <algorithm>

#include "infra/http/boundary.h"
#include "infra/http/query_parameters.h"
#include "infra/http/token_location.h"
#include "shared/errors.h"

namespace authledger::infra {
namespace {

constexpr std::size_t kIdempotencyKeyMax = 128;

// A refusal that would be the same next time may be kept under a key.
bool may_be_remembered(const Error& error) {
  return error.code != Code::kUnauthenticated && error.code != Code::kTooMany &&
         error.code != Code::kUnavailable && error.code != Code::kInternal &&
         error.code != Code::kUnprocessable;
}

// Such an answer sets the token's cookie.
bool opens_session(const Answer& answer) {
  return std::any_of(answer.headers.begin(), answer.headers.end(),
                     [](const auto& header) { return header.name == "set-cookie"; });
}

}  // namespace

Status Boundary::read_idempotency_key(Call& call, const std::string& caller) const {
  const auto* key = call.request.header("idempotency-key");
  if (key == nullptr || !call.route.takes_idempotency_key()) return {};
  if (!printable(*key, kIdempotencyKeyMax))
    return fail(invalid_input("Idempotency-Key", "must be 1 to 128 printable characters"));
  std::string request = call.request.method + "\n" + call.request.path + "\n";
  for (const auto& [name, value] : call.request.query) {
    if (name != "requestId" && name != "access_token") request += name + "=" + value + "\n";
  }
  call.idempotency = command::IdempotencyKey{
      parts_.vault.keyed_hash("idempotency", call.tenant_id + "\n" + caller + "\n" + *key),
      parts_.vault.keyed_hash("request", request + "\n" + call.request.body)};
  return {};
}

Result<std::optional<Reply>> Boundary::remembered(const Call& call) const {
  AUTHLEDGER_TRY(first, parts_.dispatcher.remembered(*call.idempotency));
  if (!first) return std::optional<Reply>();
  return std::optional(Reply{std::move(first->answer), first->position});
}

// A write that ended the session it came with is answered again all the same: the token still says
// whose it was. Never an answer that opens a session (relogin): an ended token must not lead to a
// living one.
Result<Reply> Boundary::replay_or(Call& call, Error refused) const {
  const auto token = find_token(call.request, options_.codename, parts_.vault);
  if (!token || refused.code != Code::kUnauthenticated) return fail(std::move(refused));
  const auto owner = parts_.authenticator.owner(token->text);
  if (!owner) return fail(std::move(refused));
  call.tenant_id = owner->tenant_id;
  if (!read_idempotency_key(call, owner->user.value) || !call.idempotency)
    return fail(std::move(refused));
  auto first = remembered(call);
  if (!first || !*first || opens_session((*first)->answer)) return fail(std::move(refused));
  return std::move(**first);
}

Result<Reply> Boundary::run_handler(Call& call) {
  if (call.idempotency) {
    AUTHLEDGER_TRY(first, remembered(call));
    if (first) return std::move(*first);
  }
  auto reply = call.route.handler(call);
  if (!call.idempotency || reply) return reply;
  // The same request may have been answered by another thread meanwhile.
  AUTHLEDGER_TRY(first, remembered(call));
  if (first) return std::move(*first);
  if (!may_be_remembered(reply.error())) return reply;
  const Answer refusal = call.route.refusal(reply.error(), call.now);
  AUTHLEDGER_TRY(kept, parts_.dispatcher.remember(call.context(), refusal));
  return Reply{kept.answer, kept.position};
}

}  // namespace authledger::infra
