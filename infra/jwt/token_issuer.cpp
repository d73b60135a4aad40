#include "infra/jwt/token_issuer.h"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "infra/crypto/encoding.h"
#include "shared/errors.h"

namespace authledger::infra {
namespace {

using Writer = rapidjson::Writer<rapidjson::StringBuffer>;

void write(Writer& writer, const char* name, const std::string& value) {
  writer.Key(name);
  writer.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
}

void write_unless_empty(Writer& writer, const char* name, const std::string& value) {
  if (!value.empty()) write(writer, name, value);
}

}  // namespace

Result<std::string> TokenIssuer::issue(const AccessClaims& claims) const {
  rapidjson::StringBuffer buffer;
  Writer writer(buffer);
  writer.StartObject();
  write(writer, "iss", claims.iss);
  write(writer, "aud", claims.aud);
  write(writer, "sub", claims.sub);
  writer.Key("exp");
  writer.Int64(claims.exp_s);
  writer.Key("iat");
  writer.Int64(claims.iat_s);
  write(writer, "jti", claims.jti);
  write_unless_empty(writer, "sid", claims.sid);
  write_unless_empty(writer, "roleId", claims.role_id);
  write_unless_empty(writer, "tenantId", claims.tenant_id);
  write(writer, "client_id", claims.client_id);
  writer.EndObject();
  return sign(kAccessTokenType, {buffer.GetString(), buffer.GetSize()});
}

Result<std::string> TokenIssuer::sign(std::string_view type, std::string_view payload_json) const {
  const auto key = keys_.active();
  std::string header = R"({"alg":"RS256","typ":")";
  header.append(type).append(R"(","kid":")").append(key->kid).append(R"("})");
  std::string token = base64url_encode(header) + "." + base64url_encode(payload_json);
  const auto signature = key->key->sign(token);
  if (!signature) return fail(errors::kInternal, "The signing key has no private half.");
  return token + "." + base64url_encode(*signature);
}

}  // namespace authledger::infra
