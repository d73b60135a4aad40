// The session credentials of the pool face: an access token in the shape of an access key, a secret
// key and a session key. Nothing of them is kept: the session key is the token, sealed by a key of
// the ring for this access key alone, the secret key a keyed hash of the two. So they die with the
// token, and a session key alone is good for nothing.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "command/ports/crypto.h"
#include "shared/time.h"

namespace authledger::infra {

struct SessionCredentials {
  std::string access_key;
  std::string secret_key;
  std::string session_key;
};

inline constexpr std::string_view kSessionKeyHeader = "x-amz-security-token";

SessionCredentials make_session_credentials(const command::Vault& vault, Random& random,
                                            const std::string& access_token);

// The access token behind `Authorization: Basic base64(access_key:secret_key)` and the session key.
// Nothing: the three do not belong together.
std::optional<std::string> token_of_credentials(const command::Vault& vault,
                                                std::string_view authorization,
                                                std::string_view session_key);

}  // namespace authledger::infra
