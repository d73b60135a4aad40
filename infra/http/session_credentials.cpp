#include "infra/http/session_credentials.h"

#include "infra/crypto/encoding.h"
#include "infra/http/basic_credentials.h"
#include "shared/constant_time.h"

namespace authledger::infra {
namespace {

constexpr std::size_t kSessionKeyMax = 16 << 10;

std::string secret_of(const command::Vault& vault, std::string_view access_key,
                      std::string_view session_key) {
  std::string text(access_key);
  text += '\n';
  text += session_key;
  return vault.keyed_hash("session-credentials", text);
}

std::string key_context(std::string_view access_key) {
  return "session-credentials:" + std::string(access_key);
}

}  // namespace

SessionCredentials make_session_credentials(const command::Vault& vault, Random& random,
                                            const std::string& access_token) {
  SessionCredentials made;
  made.access_key = "ASIA" + hex_encode(random.bytes(12));
  made.session_key = base64url_encode(vault.seal(access_token, key_context(made.access_key)));
  made.secret_key = secret_of(vault, made.access_key, made.session_key);
  return made;
}

std::optional<std::string> token_of_credentials(const command::Vault& vault,
                                                std::string_view authorization,
                                                std::string_view session_key) {
  if (!is_basic(authorization) || session_key.size() > kSessionKeyMax) return std::nullopt;
  const auto pair = basic_pair(authorization);
  if (!pair) return std::nullopt;
  const auto colon = pair->find(':');
  const std::string access_key = pair->substr(0, colon);
  if (!equal_in_constant_time(secret_of(vault, access_key, session_key),
                              std::string_view(*pair).substr(colon + 1))) {
    return std::nullopt;
  }
  const auto sealed = base64url_decode(session_key);
  if (!sealed) return std::nullopt;
  auto token = vault.open(*sealed, key_context(access_key));
  if (!token) return std::nullopt;
  return std::move(*token);
}

}  // namespace authledger::infra
