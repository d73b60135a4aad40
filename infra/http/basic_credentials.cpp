#include "infra/http/basic_credentials.h"

#include "infra/crypto/encoding.h"
#include "infra/http/percent_coding.h"
#include "infra/http/transport/text.h"
#include "shared/json.h"

namespace authledger::infra {
namespace {

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

std::optional<BasicCredentials> basic_credentials(const HttpRequest& request) {
  const auto* header = request.header("authorization");
  constexpr std::string_view kScheme = "basic ";
  if (header == nullptr || !same_name(std::string_view(*header).substr(0, kScheme.size()), kScheme))
    return std::nullopt;
  auto encoded = std::string_view(*header).substr(kScheme.size());
  while (encoded.starts_with(' ')) encoded.remove_prefix(1);
  while (encoded.ends_with(' ')) encoded.remove_suffix(1);
  const auto text = decode(encoded);
  const auto colon = text ? text->find(':') : std::string::npos;
  if (colon == std::string::npos || !is_utf8(*text)) return BasicCredentials{};
  BasicCredentials given{text->substr(0, colon), text->substr(colon + 1), {}, {}};
  given.form_name = percent_decode(given.name, PlusSign::kSpace);
  given.form_password = percent_decode(given.password, PlusSign::kSpace);
  return given;
}

}  // namespace authledger::infra
