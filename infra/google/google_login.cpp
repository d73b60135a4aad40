#include "infra/google/google_login.h"

#include "infra/config/settings.h"
#include "infra/crypto/digest.h"
#include "infra/crypto/encoding.h"
#include "shared/errors.h"
#include "shared/json.h"
#include "shared/validation.h"

namespace authledger::infra {
namespace {

constexpr FetchRhythm kKeysRhythm{.fresh_s = 3600};
constexpr FetchRhythm kDiscoveryRhythm{.fresh_s = 24 * 3600};
constexpr std::string_view kGoogle = "https://accounts.google.com";

bool is_web_address(const std::string& url) {
  return url.starts_with("https://") || url.starts_with("http://");
}

// Google also signs with its bare name (its documents of id_token validation).
std::vector<std::string> issuers_of(const std::string& issuer) {
  if (issuer == kGoogle) return {issuer, "accounts.google.com"};
  return {issuer};
}

}  // namespace

GoogleOptions google_options(const Settings& settings) {
  GoogleOptions options;
  options.issuer = settings.google_issuer;
  options.audiences = split_list(settings.google_audience);
  if (options.audiences.empty()) options.audiences = split_list(settings.google_client_id);
  options.jwks_url = settings.google_jwks_url;
  options.client_id = settings.google_client_id;
  options.client_secret = settings.google_client_secret;
  options.fetch.ca_file = settings.google_ca_file;
  return options;
}

GoogleLogin::GoogleLogin(GoogleOptions options, const Clock& clock)
    : options_(std::move(options)),
      clock_(clock),
      discovery_(kDiscoveryRhythm, clock),
      keys_(kKeysRhythm, clock) {}

Result<GoogleLogin::Discovered> GoogleLogin::fetch_discovery() const {
  std::string url = options_.issuer;
  while (url.ends_with('/')) url.pop_back();
  AUTHLEDGER_TRY(answer, fetch(url + "/.well-known/openid-configuration", {}, options_.fetch));
  if (answer.status != 200) return fail(errors::kGoogleUnavailable);
  const auto document = parse_json(answer.body);
  if (!document || !document->IsObject()) return fail(errors::kGoogleUnavailable);
  const auto text = [&](const char* name) { return std::string(text_member(*document, name)); };
  Discovered found{text("authorization_endpoint"), text("token_endpoint"), text("jwks_uri")};
  // OpenID Connect Discovery 1.0, 4.3.
  if (text("issuer") != options_.issuer || !is_web_address(found.jwks_uri))
    return fail(errors::kGoogleUnavailable);
  return found;
}

Result<GoogleLogin::Discovered> GoogleLogin::discovered() {
  return discovery_.get([](const Discovered&) { return true; },
                        [this] { return fetch_discovery(); }, errors::kGoogleUnavailable);
}

Result<std::string> GoogleLogin::jwks_url() {
  if (!options_.jwks_url.empty()) return options_.jwks_url;
  AUTHLEDGER_TRY(known, discovered());
  return std::move(known.jwks_uri);
}

Result<KeysByKid> GoogleLogin::fetch_keys() {
  AUTHLEDGER_TRY(url, jwks_url());
  AUTHLEDGER_TRY(answer, fetch(url, {}, options_.fetch));
  auto keys = answer.status == 200 ? parse_jwks(answer.body) : std::nullopt;
  if (!keys) return fail(errors::kGoogleUnavailable);
  return std::move(*keys);
}

Result<std::shared_ptr<const RsaKey>> GoogleLogin::key_of(const std::string& kid) {
  AUTHLEDGER_TRY(keys, keys_.get([&](const KeysByKid& known) { return known.contains(kid); },
                                 [this] { return fetch_keys(); }, errors::kGoogleUnavailable));
  const auto found = keys.find(kid);
  return found == keys.end() ? nullptr : found->second;
}

Result<GoogleIdentity> GoogleLogin::verify(const std::string& id_token,
                                           const std::optional<std::string>& nonce) {
  if (!takes_tokens()) return fail(errors::kGoogleOff);
  IdTokenRules rules;
  rules.issuers = issuers_of(options_.issuer);
  rules.audiences = options_.audiences;
  rules.now_s = clock_.now().ms / 1000;
  rules.nonce = nonce;
  AUTHLEDGER_TRY(claims, read_id_token(id_token, rules,
                                       [this](const std::string& kid) { return key_of(kid); }));
  if (!claims.email_verified) return fail(errors::kGoogleEmailUnverified);
  if (!is_email(claims.email))
    return fail(errors::kGoogleTokenRefused, "The id_token names no e-mail address.");
  return GoogleIdentity{claims.email, claims.name, claims.locale};
}

Result<std::string> GoogleLogin::authorization_url(const GoogleFlow& flow) {
  if (!takes_tokens() || !has_flow()) return fail(errors::kGoogleOff);
  AUTHLEDGER_TRY(known, discovered());
  if (!is_web_address(known.authorization_endpoint)) return fail(errors::kGoogleUnavailable);
  std::string query;
  add_pair(query, "response_type", "code");
  add_pair(query, "client_id", options_.client_id);
  add_pair(query, "redirect_uri", flow.redirect_url);
  add_pair(query, "scope", "openid email profile");
  add_pair(query, "state", flow.state);
  add_pair(query, "nonce", flow.nonce);
  add_pair(query, "code_challenge", base64url_encode(sha256(flow.verifier)));
  add_pair(query, "code_challenge_method", "S256");
  const char* separator = known.authorization_endpoint.find('?') == std::string::npos ? "?" : "&";
  return known.authorization_endpoint + separator + query;
}

Result<GoogleIdentity> GoogleLogin::redeem(const std::string& code, const GoogleFlow& flow) {
  if (!takes_tokens() || !has_flow()) return fail(errors::kGoogleOff);
  AUTHLEDGER_TRY(known, discovered());
  if (!is_web_address(known.token_endpoint)) return fail(errors::kGoogleUnavailable);
  std::string form;
  add_pair(form, "grant_type", "authorization_code");
  add_pair(form, "code", code);
  add_pair(form, "redirect_uri", flow.redirect_url);
  add_pair(form, "client_id", options_.client_id);
  if (!options_.client_secret.empty()) add_pair(form, "client_secret", options_.client_secret);
  add_pair(form, "code_verifier", flow.verifier);
  AUTHLEDGER_TRY(answer, fetch(known.token_endpoint, form, options_.fetch));
  if (answer.status >= 400 && answer.status < 500)
    return fail(errors::kGoogleTokenRefused, "Google does not take this code.");
  const auto document = parse_json(answer.body);
  if (answer.status != 200 || !document || !document->IsObject())
    return fail(errors::kGoogleUnavailable);
  return verify(std::string(text_member(*document, "id_token")), flow.nonce);
}

}  // namespace authledger::infra
