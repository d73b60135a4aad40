#include "infra/http/basic_credentials.h"

#include "infra/crypto/encoding.h"
#include "infra/http/percent_coding.h"
#include "infra/http/transport/text.h"
#include "shared/json.h"

namespace authledger::infra {
namespace {

constexpr std::string_view kScheme = "basic ";

// With the padding that RFC 7617 asks for, or without any.
std::optional<std::string> decode(std::string_view encoded) {
  const auto content = encoded.substr(0, encoded.find('='));
  const auto padding = encoded.size() - content.size();
  if (padding > 2 || (padding > 0 && encoded.size() % 4 != 0) ||
      encoded.find_first_not_of('=', content.size()) != std::string_view::npos)
    return std::nullopt;
  return base64_decode_unpadded(content);
}

}  // namespace

bool is_basic(std::string_view authorization) {
  return same_name(authorization.substr(0, kScheme.size()), kScheme);
}

std::optional<std::string> basic_pair(std::string_view authorization) {
  auto encoded = authorization.substr(kScheme.size());
  while (encoded.starts_with(' ')) encoded.remove_prefix(1);
  auto pair = decode(encoded);
  if (!pair || pair->find(':') == std::string::npos) return std::nullopt;
  return pair;
}

std::optional<BasicCredentials> basic_credentials(const HttpRequest& request) {
  const auto* header = request.header("authorization");
  if (header == nullptr || !is_basic(*header)) return std::nullopt;
  const auto pair = basic_pair(*header);
  if (!pair || !is_utf8(*pair)) return BasicCredentials{};
  const auto colon = pair->find(':');
  BasicCredentials given{pair->substr(0, colon), pair->substr(colon + 1), {}, {}};
  given.form_name = percent_decode(given.name, PlusSign::kSpace);
  given.form_password = percent_decode(given.password, PlusSign::kSpace);
  return given;
}

}  // namespace authledger::infra
