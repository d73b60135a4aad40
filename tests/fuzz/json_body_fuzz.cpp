// The body of a request: reading it within limits, and every struct that routes make of one.
#include "infra/api/manage/requests.h"
#include "infra/api/oauth/requests.h"
#include "infra/api/pool/requests.h"
#include "infra/api/service/group_requests.h"
#include "infra/api/service/permission_requests.h"
#include "infra/api/service/requests.h"
#include "infra/api/service/verification_requests.h"
#include "infra/http/request_body.h"
#include "shared/codec.h"
#include "tests/fuzz/fuzz.h"

namespace authledger::fuzz {
namespace {

void check_errors(const std::vector<FieldError>& errors) {
  for (const auto& one : errors) {
    require(!one.field.empty() && !one.message.empty(), "a wrong field is named");
  }
}

// What is accepted comes back from its own JSON as it was.
template <class Body>
void check_body(const JsonValue& json) {
  std::vector<FieldError> more;
  if constexpr (requires { Body::add_errors(json, more); }) Body::add_errors(json, more);
  check_errors(more);
  const auto body = validate<Body>(json);
  if (!body) {
    require(!body.error().fields.empty(), "a refusal names the fields");
    return check_errors(body.error().fields);
  }
  const auto text = encode(*body);
  const auto again = parse_json(text);
  require(again.has_value(), "what was written is JSON", text);
  const auto same = validate<Body>(static_cast<const JsonValue&>(*again));
  require(same && encode(*same) == text, "an accepted body survives a round trip", text);
}

template <class... Bodies>
void check_bodies(const JsonValue& json) {
  (check_body<Bodies>(json), ...);
}

std::size_t count_values(const JsonValue& json) {
  std::size_t count = 1;
  if (json.IsArray()) {
    for (const auto& item : json.GetArray()) count += count_values(item);
  } else if (json.IsObject()) {
    for (const auto& member : json.GetObject()) count += count_values(member.value);
  }
  return count;
}

}  // namespace
}  // namespace authledger::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace authledger;
  using namespace authledger::fuzz;
  infra::HttpRequest request;
  request.headers.emplace_back("Content-Type", "application/json");
  request.body = text_of(data, size);
  const auto body = infra::read_json_body(request);
  if (!body) {
    require(!body.error().detail.empty(), "a refusal says why");
    return 0;
  }
  const JsonValue& json = *body;
  require(count_values(json) <= infra::kJsonValuesMax, "values are counted before they are made");
  const auto text = to_text(json);
  const auto again = parse_json(text);
  require(again && to_text(*again) == text, "JSON survives a round trip", text);
  using namespace authledger::infra;
  check_bodies<RegisterBody, ProfileBody, RoleBody, ChangePasswordBody, SetPasswordBody, LoginBody,
               GrantBody, CheckItem, CheckBody, CreateGroupBody, UpdateGroupBody, GroupMemberBody,
               StartByEmailBody, StartByMobileBody, StartSecondFactorBody, CompleteBody,
               CompleteSecondFactorBody, CompleteResetBody>(json);
  check_bodies<SignUpBody, ManageLoginBody, JoinBody, RefreshBody, AppRef, AddAppBody,
               UpdateAppBody, SecretBody, BanBody, UnbanBody, AddMemberBody, MemberActiveBody,
               CreateRoleBody, UpdateRoleBody, DeleteRoleBody, AssignRoleBody, RemoveRoleBody>(
      json);
  check_bodies<PoolSignUpBody, PoolLoginBody, PoolConfirmBody, PoolNameBody, PoolResetBody,
               PoolRefreshBody, PoolReferenceBody, PoolGoogleBody, GrantForm, TokenForm>(json);
  return 0;
}
