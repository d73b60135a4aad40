// What is kept of a session's newest tokens, so that who administrates can tell them apart: their
// last 8 characters; with manage.reveal_tokens the tokens themselves. Sealed, beside the log, under
// the session's id; of a million sessions at most.
#pragma once

#include <optional>
#include <string>

#include "infra/api/services.h"
#include "shared/fields.h"

namespace authledger::infra {

struct TokenNote {
  std::string access_token;
  std::optional<std::string> refresh_token;  // none: of a face without
  bool whole = false;                        // false: only their ends
  static constexpr auto fields() {
    return std::tuple{field("accessToken", &TokenNote::access_token),
                      field("refreshToken", &TokenNote::refresh_token),
                      field("whole", &TokenNote::whole)};
  }
};

inline constexpr const char* kSessionTokens = "session_tokens";
inline constexpr int kSessionTokensMax = 1'000'000;

// Best effort: a log-in does not fail for it.
void keep_tokens(Services& services, const SessionId& session, const std::string& access_token,
                 const std::optional<std::string>& refresh_token);

// Nothing: none is kept, or it cannot be opened. Errors: log.unavailable.
Result<std::optional<TokenNote>> kept_tokens(Services& services, const SessionId& session);

// `…` and the last 8 characters.
std::string fingerprint(const std::string& token);

}  // namespace authledger::infra
