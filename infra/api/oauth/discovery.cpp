// /.well-known/openid-configuration (OpenID Connect Discovery 1.0, RFC 8414).
#include "infra/api/oauth/discovery.h"

#include "infra/api/services.h"
#include "shared/json.h"

namespace authledger::infra {
namespace {

constexpr std::string_view kAlways =
    R"("response_types_supported":["none"],"subject_types_supported":["public"],)"
    R"("id_token_signing_alg_values_supported":["RS256"],)"
    R"("grant_types_supported":["client_credentials","refresh_token"],)"
    R"("token_endpoint_auth_methods_supported":["client_secret_basic","none"],)"
    R"("introspection_endpoint_auth_methods_supported":["client_secret_basic"],)"
    R"("revocation_endpoint_auth_methods_supported":["client_secret_basic","none"],)"
    R"("claims_supported":["iss","sub","aud","exp","iat","jti","sid","roleId","tenantId",)"
    R"("client_id","email","email_verified","name","preferred_username"]})";

bool is_url(std::string_view text) {
  return text.starts_with("https://") || text.starts_with("http://");
}

// Where this service is reached: by its issuer if that is an address, else as the caller did.
std::string base_of(const Call& call) {
  const auto& settings = call.services.settings;
  if (is_url(settings.issuer)) {
    auto base = settings.issuer;
    while (base.ends_with('/')) base.pop_back();
    return base;
  }
  const auto* host = call.request.header("host");
  return (settings.tls_certificate.empty() ? "http://" : "https://") +
         (host != nullptr ? *host : settings.listen);
}

}  // namespace

Result<Reply> openid_configuration(Call& call) {
  const std::string base = base_of(call);
  std::string body = "{" + json_quote("issuer") + ":" + json_quote(call.services.settings.issuer);
  const auto add = [&](std::string_view name, std::string_view path) {
    body += "," + json_quote(name) + ":" + json_quote(base + std::string(path));
  };
  add("jwks_uri", "/.well-known/jwks.json");
  add("token_endpoint", "/oauth/token");
  add("introspection_endpoint", "/oauth/introspect");
  add("revocation_endpoint", "/oauth/revoke");
  return Reply{{200, {}, body + "," + std::string(kAlways)}};
}

std::string openid_configuration_schema() {
  const std::string url = R"({"type":"string","format":"uri"})";
  const std::string list = R"({"type":"array","items":{"type":"string"},"minItems":1})";
  std::string members = R"("issuer":{"type":"string","description":"the iss of every token"})";
  std::string required = R"("issuer")";
  const auto add = [&](std::string_view name, const std::string& schema) {
    members += "," + json_quote(name) + ":" + schema;
    required += "," + json_quote(name);
  };
  for (const auto* name :
       {"jwks_uri", "token_endpoint", "introspection_endpoint", "revocation_endpoint"})
    add(name, url);
  for (const auto* name :
       {"response_types_supported", "subject_types_supported",
        "id_token_signing_alg_values_supported", "grant_types_supported",
        "token_endpoint_auth_methods_supported", "introspection_endpoint_auth_methods_supported",
        "revocation_endpoint_auth_methods_supported", "claims_supported"})
    add(name, list);
  return R"({"type":"object","properties":{)" + members + R"(},"required":[)" + required + "]}";
}

}  // namespace authledger::infra
