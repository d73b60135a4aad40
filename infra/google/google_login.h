// Log-in by Google, or by any issuer that speaks OpenID Connect as Google does: id_tokens verified
// against its keys, and the code flow with PKCE (RFC 7636).
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "infra/google/fetch.h"
#include "infra/google/kept_fresh.h"
#include "infra/jwt/id_token.h"
#include "infra/jwt/jwks_document.h"
#include "shared/result.h"
#include "shared/time.h"

namespace authledger::infra {

struct Settings;

struct GoogleOptions {
  std::string issuer;
  std::vector<std::string> audiences;  // empty: there is no log-in by Google
  std::string jwks_url;                // empty: as the discovery document says
  std::string client_id;               // empty: no code flow
  std::string client_secret;
  FetchLimits fetch{};
};
GoogleOptions google_options(const Settings& settings);

struct GoogleIdentity {
  std::string email;
  std::string name;
  std::string locale;
};

// What the browser is sent to the issuer with, and what it comes back with.
struct GoogleFlow {
  std::string state;
  std::string nonce;
  std::string verifier;  // PKCE
  std::string redirect_url;
};

// Thread-safe. Keys and the discovery document are fetched when they are needed and kept: keys for
// an hour, the document for a day, both longer while the issuer is away. An unknown kid fetches the
// keys anew, at most once in ten seconds (one while the issuer is away), so that nonsense does not
// become the issuer's load, nor its slowness ours.
class GoogleLogin {
 public:
  GoogleLogin(GoogleOptions options, const Clock& clock);

  bool takes_tokens() const { return !options_.audiences.empty(); }
  bool has_flow() const { return !options_.client_id.empty(); }

  // Errors: google.google_is_not_set_up, google.id_token_refused, google.email_is_not_verified,
  // google.unavailable.
  Result<GoogleIdentity> verify(const std::string& id_token,
                                const std::optional<std::string>& nonce);

  // Where the browser goes. Errors: google.google_is_not_set_up, google.unavailable.
  Result<std::string> authorization_url(const GoogleFlow& flow);

  // The person that a code stands for. Errors: as verify(), and google.id_token_refused for a code
  // that the issuer does not take.
  Result<GoogleIdentity> redeem(const std::string& code, const GoogleFlow& flow);

 private:
  struct Discovered {
    std::string authorization_endpoint;
    std::string token_endpoint;
    std::string jwks_uri;
  };
  Result<Discovered> discovered();
  Result<Discovered> fetch_discovery() const;
  Result<std::string> jwks_url();
  Result<std::shared_ptr<const RsaKey>> key_of(const std::string& kid);
  Result<KeysByKid> fetch_keys();

  const GoogleOptions options_;
  const Clock& clock_;
  KeptFresh<Discovered> discovery_;
  KeptFresh<KeysByKid> keys_;
};

}  // namespace authledger::infra
