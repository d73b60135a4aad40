#include "infra/api/pool/google.h"

#include "infra/api/pool/answers.h"
#include "infra/api/pool/requests.h"
#include "infra/api/pool/session_answer.h"
#include "infra/api/services.h"
#include "infra/crypto/encoding.h"
#include "infra/http/call.h"
#include "infra/http/token_location.h"
#include "shared/constant_time.h"
#include "shared/text.h"
#include "shared/validation.h"

namespace authledger::infra {
namespace {

constexpr std::int64_t kFlowTtl_s = 600;
constexpr const char* kFlowContext = "google-flow";
constexpr std::size_t kNameMax = 200;  // bytes: within the length of a fullname

// What the browser carries, sealed, while it is at Google: the flow is this browser's, whichever
// process it comes back to.
struct CarriedFlow {
  std::string state;
  std::string nonce;
  std::string verifier;
  std::string redirect_url;
  std::string tenant_id;
  Timestamp expires_at;
  static constexpr auto fields() {
    return std::tuple{field("state", &CarriedFlow::state),
                      field("nonce", &CarriedFlow::nonce),
                      field("verifier", &CarriedFlow::verifier),
                      field("redirectUrl", &CarriedFlow::redirect_url),
                      field("tenantId", &CarriedFlow::tenant_id),
                      field("expiresAt", &CarriedFlow::expires_at)};
  }
};

std::string cookie_name(const Call& call) {
  return call.services.settings.codename + "-google-flow";
}

std::string cookie(const Call& call, const std::string& value) {
  return set_cookie(cookie_name(call), value, kFlowTtl_s, !call.services.settings.development());
}

std::string query_text(const Call& call, std::string_view name) {
  for (const auto& [key, value] : call.request.query) {
    if (key == name) return value;
  }
  return {};
}

// Where Google sends the browser back to: as set, else the name that the browser called us by.
// Google takes no address that was not registered with it.
Result<std::string> redirect_url(const Call& call) {
  const auto& settings = call.services.settings;
  if (!settings.google_redirect_url.empty()) return settings.google_redirect_url;
  const auto* host = call.request.header("host");
  if (host == nullptr || host->empty()) return fail(invalid_input("Host", "is required"));
  const std::string scheme = settings.tls_certificate.empty() ? "http://" : "https://";
  return scheme + *host + std::string(call.route.path);
}

std::string display_name(const GoogleIdentity& identity) {
  const FieldRule rule{.length_min = 1, .length_max = kNameMax, .format = "line"};
  if (check_text(identity.name, rule).empty()) return identity.name;
  return identity.email.substr(0, identity.email.find('@'));
}

std::string language(const GoogleIdentity& identity) {
  const FieldRule rule{.length_min = 2, .length_max = 35, .format = "language"};
  return check_text(identity.locale, rule).empty() ? identity.locale : std::string();
}

Result<Reply> come_in(Call& call, const GoogleIdentity& identity) {
  AUTHLEDGER_TRY(person, call.services.federated.person_of(
                             call.context(), {identity.email, display_name(identity),
                                              language(identity), events::origin::kGoogle}));
  return open_pool_session(call, {person.state, person.version, "google"},
                           {person.state.id.value, {}, "password"});
}

Result<Reply> go_there(const Call& call) {
  auto& random = call.services.random;
  AUTHLEDGER_TRY(back, redirect_url(call));
  const CarriedFlow flow{base64url_encode(random.bytes(32)),
                         base64url_encode(random.bytes(32)),
                         base64url_encode(random.bytes(32)),
                         back,
                         call.tenant_id,
                         call.now.plus_s(kFlowTtl_s)};
  AUTHLEDGER_TRY(there, call.services.google.authorization_url(
                            {flow.state, flow.nonce, flow.verifier, flow.redirect_url}));
  const auto carried = base64url_encode(call.services.vault.seal(encode(flow), kFlowContext));
  return Reply{{302, {{"location", there}, {"set-cookie", cookie(call, carried)}}, {}}};
}

// The flow that this browser began, if it did and `state` is the one that it began with.
Result<CarriedFlow> carried_flow(const Call& call) {
  const auto carried = find_cookie(call.request, cookie_name(call));
  const auto sealed = carried ? base64url_decode(*carried) : std::nullopt;
  if (!sealed) return fail(errors::kGoogleFlowRefused);
  const auto text = call.services.vault.open(*sealed, kFlowContext);
  if (!text) return fail(errors::kGoogleFlowRefused);
  AUTHLEDGER_TRY(flow, decode<CarriedFlow>(std::string_view(*text)));
  if (!equal_in_constant_time(flow.state, query_text(call, "state")) || flow.expires_at <= call.now)
    return fail(errors::kGoogleFlowRefused);
  return flow;
}

}  // namespace

Result<Reply> pool_login_google(Call& call) {
  AUTHLEDGER_TRY(body, call.read_body<PoolGoogleBody>());
  AUTHLEDGER_TRY(identity, call.services.google.verify(body.id_token, body.nonce));
  return come_in(call, identity);
}

Result<Reply> pool_google_flow(Call& call) {
  const auto code = query_text(call, "code");
  if (code.empty() && query_text(call, "error").empty()) return go_there(call);
  AUTHLEDGER_TRY(flow, carried_flow(call));
  if (code.empty()) return fail(errors::kGoogleDenied);
  AUTHLEDGER_TRY(identity, call.services.google.redeem(
                               code, {flow.state, flow.nonce, flow.verifier, flow.redirect_url}));
  call.tenant_id = flow.tenant_id;
  AUTHLEDGER_TRY(reply, come_in(call, identity));
  reply.answer.headers.push_back({"set-cookie", cookie(call, "")});
  return reply;
}

}  // namespace authledger::infra
