// Who calls: an access token, verified, whose session lives right now.
#pragma once

#include "command/session/session_service.h"
#include "infra/jwt/token_verifier.h"
#include "shared/errors.h"

namespace authledger::infra {

struct Identity {
  command::LiveSession session;
  std::string tenant_id;
  std::int64_t token_expires_s = 0;
};

// Whom a token was made for, whether the session lives or not.
struct TokenOwner {
  UserId user;
  std::string tenant_id;
};

// Thread-safe.
class Authenticator {
 public:
  Authenticator(TokenVerifier& verifier, command::SessionService& sessions)
      : verifier_(verifier), sessions_(sessions) {}

  // Errors: auth.login_required (bad token, session over), log.unavailable.
  Result<Identity> identify(const std::string& token, command::Freshness freshness) {
    AUTHLEDGER_TRY(claims, verifier_.verify(token));
    auto live = sessions_.check(SessionId{claims.sid}, UserId{claims.sub}, freshness);
    if (!live && live.error().code == Code::kUnauthenticated) return fail(errors::kLoginRequired);
    if (!live) return fail(std::move(live).error());
    if (live->session.tenant_id != claims.tenant_id) return fail(errors::kLoginRequired);
    return Identity{std::move(*live), claims.tenant_id, claims.exp_s};
  }

  // Errors: auth.login_required (bad or expired token).
  Result<TokenOwner> owner(const std::string& token) {
    AUTHLEDGER_TRY(claims, verifier_.verify(token));
    return TokenOwner{UserId{claims.sub}, claims.tenant_id};
  }

 private:
  TokenVerifier& verifier_;
  command::SessionService& sessions_;
};

}  // namespace authledger::infra
