#include "infra/api/service/permissions.h"

#include "command/permission/revoke_permission.h"
#include "infra/api/envelope.h"
#include "infra/api/service/documents.h"
#include "infra/api/service/permission_requests.h"
#include "infra/api/service/user_answers.h"
#include "infra/api/services.h"
#include "infra/http/query_parameters.h"
#include "projections/permissions.h"
#include "shared/validation.h"

namespace authledger::infra {
namespace {

constexpr std::size_t kNameMax = 256;  // that anything may be asked for

using command::AppliedGrant;
using command::PermissionAggregate;

// Ids are kept in lower case.
template <class T>
std::optional<Id<T>> lower(const std::optional<Id<T>>& id) {
  return id ? std::optional(Id<T>{lower_id(id->value)}) : std::nullopt;
}

command::Grant grant_of(const GrantBody& body) {
  return {body.permission_name,        body.role_id,
          lower(body.subject_user_id), lower(body.subject_user_group_id),
          lower(body.object_id),       body.can_do.value_or(true)};
}

command::Render permission_envelope(Call& call, const PermissionId& id) {
  return [&call, id](std::span<const command::PlannedEvent> planned) -> Result<Answer> {
    AUTHLEDGER_TRY(document,
                   document_after({projections::permissions(), call.services.permission_documents,
                                   PermissionAggregate::stream_id(id), errors::kPermissionNotFound},
                                  planned));
    return Answer{call.route.success_status, {}, object_envelope(call, document.body)};
  };
}

template <class T>
std::optional<std::string> text(const std::optional<Id<T>>& id) {
  return id ? std::optional(id->value) : std::nullopt;
}

void append_given(std::string& out, const std::vector<AppliedGrant>& page,
                  const std::string& tenant_id, bool& first) {
  for (const auto& one : page) {
    if (!std::exchange(first, false)) out += ',';
    out += encode(GivenPermission{one.id.value, one.grant.permission_name, one.grant.role_id,
                                  text(one.grant.user_id), text(one.grant.group_id),
                                  text(one.grant.object_id), one.grant.can_do, tenant_id});
  }
}

}  // namespace

Result<Reply> grant_permission(Call& call) {
  AUTHLEDGER_TRY(body, call.read_body<GrantBody>());
  AUTHLEDGER_TRY(written,
                 call.services.permissions.grant(
                     call.context(), grant_of(body), call.session->user.id,
                     [&](const PermissionId& id) { return permission_envelope(call, id); }));
  return reply_of(std::move(written));
}

Result<Reply> revoke_permission(Call& call) {
  const PermissionId id{call.path.find("permissionId")->second};
  AUTHLEDGER_TRY(
      known, call.services.dispatcher.load<PermissionAggregate>(id, command::Freshness::kFresh));
  if (!known->state.in_force()) return fail(errors::kPermissionNotFound);
  AUTHLEDGER_TRY(
      written, call.services.dispatcher.run(call.context(), permission_envelope(call, id),
                                            command::RevokePermission{id, call.session->user.id}));
  return reply_of(std::move(written));
}

Result<Reply> check_permissions(Call& call) {
  AUTHLEDGER_TRY(body, call.read_body<CheckBody>());
  std::vector<command::PermissionCheck> checks;
  for (const auto& one : body.checks) {
    checks.push_back(
        {UserId{lower_id(one.user_id.value)}, one.permission_name, lower(one.object_id)});
  }
  AUTHLEDGER_TRY(verdicts, call.services.permissions.check(call.tenant_id, checks));
  CheckResults answer;
  for (const auto& verdict : verdicts) {
    auto& result = answer.results.emplace_back(CheckResult{verdict.can_do, {}});
    for (const auto& one : verdict.because) result.because.push_back({one.event_id, one.id.value});
  }
  return Reply{{200, {}, encode(answer)}};
}

// As large as it has to be, a page at a time.
Result<Reply> own_permissions(Call& call) {
  AUTHLEDGER_TRY(found, call.services.permissions.grants_of(call.tenant_id, call.session->user.id));
  struct State {
    command::GrantPages pages;
    std::string tenant_id;
    std::string ready;
    bool first = true;
  };
  auto state = std::make_shared<State>(State{std::move(found), call.tenant_id, "["});
  AUTHLEDGER_TRY(page, state->pages.next());
  append_given(state->ready, page, state->tenant_id, state->first);
  Reply reply;
  reply.source = [state](std::string& chunk) {
    chunk += std::exchange(state->ready, {});
    auto more = state->pages.next();
    if (!more) throw std::runtime_error("the log went away while permissions were streamed");
    append_given(chunk, *more, state->tenant_id, state->first);
    if (more->empty()) chunk += ']';
    return !more->empty();
  };
  return reply;
}

Result<Reply> own_permission(Call& call) {
  const auto& name = call.path.find("permissionName")->second;
  if (code_points(name) > kNameMax)
    return fail(invalid_input("permissionName", "must have at most 256 characters"));
  AUTHLEDGER_TRY(scope,
                 call.services.permissions.scope(call.tenant_id, call.session->user.id, name));
  PermissionScope answer{scope.can_do, {}};
  for (const auto& object : scope.exceptions) answer.exceptions.push_back(object.value);
  return Reply{{200, {}, encode(answer)}};
}

}  // namespace authledger::infra
