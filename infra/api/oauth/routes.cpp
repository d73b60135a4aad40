#include "infra/api/oauth/routes.h"

#include "infra/api/oauth/discovery.h"
#include "infra/api/oauth/refusals.h"
#include "infra/api/oauth/requests.h"
#include "infra/api/oauth/tokens.h"
#include "shared/client_errors.h"
#include "shared/schema.h"

namespace authledger::infra {

std::vector<Route> oauth_routes() {
  return {
      {.name = "oauthToken",
       .method = "POST",
       .path = "/oauth/token",
       .access = Access::kPublicOrApp,
       .request_schema = &json_schema<GrantForm>,
       .response_schema = &json_schema<GrantedTokens>,
       .request_type = kFormType,
       .refusals = {&errors::kGrantTypeUnknown, &errors::kScopeRefused, &errors::kGrantRefused},
       .face = &oauth_face(),
       .handler = grant_token,
       .about = "A token for the app that calls, or new ones for a refresh token (RFC 6749)."},
      {.name = "oauthIntrospect",
       .method = "POST",
       .path = "/oauth/introspect",
       .access = Access::kApp,
       .reads = ReadClass::kTruth,
       .request_schema = &json_schema<TokenForm>,
       .response_schema = &json_schema<Introspection>,
       .request_type = kFormType,
       .face = &oauth_face(),
       .handler = introspect_token,
       .about = "What a token is worth to the app that asks (RFC 7662). Nothing, for one of a "
                "person who is not its member, or banned in it."},
      {.name = "oauthRevoke",
       .method = "POST",
       .path = "/oauth/revoke",
       .access = Access::kPublicOrApp,
       .request_schema = &json_schema<TokenForm>,
       .response_schema = &json_schema<Revoked>,
       .request_type = kFormType,
       .refusals = {&errors::kTokenTypeUnknown},
       .face = &oauth_face(),
       .handler = revoke_token,
       .about = "End the session of an access or refresh token (RFC 7009)."},
      {.name = "openidConfiguration",
       .method = "GET",
       .path = "/.well-known/openid-configuration",
       .reads = ReadClass::kTruth,
       .response_schema = openid_configuration_schema,
       .handler = openid_configuration,
       .about = "Where the endpoints for apps are, for OAuth and OpenID libraries."},
  };
}

}  // namespace authledger::infra
