#include "infra/http/token_location.h"

#include <strings.h>

#include "infra/http/basic_credentials.h"
#include "infra/http/session_credentials.h"
#include "infra/http/transport/text.h"

namespace authledger::infra {
namespace {

/// Empty for another scheme: such credentials are no token and are judged where they are used.
std::string bearer_token(std::string_view authorization) {
  constexpr std::string_view kScheme = "bearer ";
  if (!same_name(authorization.substr(0, kScheme.size()), kScheme)) return {};
  authorization.remove_prefix(kScheme.size());
  while (authorization.starts_with(' ')) authorization.remove_prefix(1);
  return std::string(authorization);
}

}  // namespace

std::string token_name(std::string_view codename) {
  return std::string(codename) + "-access-token";
}
std::string position_name(std::string_view codename) { return std::string(codename) + "-position"; }

std::optional<std::string> find_cookie(const HttpRequest& request, std::string_view name) {
  for (const auto& [header, value] : request.headers) {
    if (strcasecmp(header.c_str(), "cookie") != 0) continue;
    std::string_view rest = value;
    while (!rest.empty()) {
      const auto end = rest.find(';');
      std::string_view pair = rest.substr(0, end);
      while (pair.starts_with(' ')) pair.remove_prefix(1);
      if (pair.size() > name.size() && pair.starts_with(name) && pair[name.size()] == '=') {
        return std::string(pair.substr(name.size() + 1));
      }
      rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    }
  }
  return std::nullopt;
}

std::optional<FoundToken> find_token(const HttpRequest& request, std::string_view codename,
                                     const command::Vault& vault) {
  for (const auto& [key, value] : request.query) {
    if (key == "access_token" && !value.empty()) return FoundToken{value, false};
  }
  if (const auto* authorization = request.header("authorization")) {
    if (auto token = bearer_token(*authorization); !token.empty()) {
      return FoundToken{std::move(token), false};
    }
    const auto* session_key = request.header(kSessionKeyHeader);
    if (session_key != nullptr && !session_key->empty() && is_basic(*authorization)) {
      // Wrong ones are a bad token: the empty one.
      return FoundToken{token_of_credentials(vault, *authorization, *session_key).value_or(""),
                        false};
    }
  }
  const std::string name = token_name(codename);
  if (const auto* header = request.header(name); header != nullptr && !header->empty()) {
    return FoundToken{*header, false};
  }
  if (auto cookie = find_cookie(request, name); cookie && !cookie->empty()) {
    return FoundToken{std::move(*cookie), true};
  }
  return std::nullopt;
}

std::string set_cookie(const std::string& name, const std::string& value, std::int64_t max_age_s,
                       bool secure) {
  return name + "=" + value + "; Path=/; Max-Age=" + std::to_string(value.empty() ? 0 : max_age_s) +
         "; HttpOnly; SameSite=Lax" + (secure ? "; Secure" : "");
}

}  // namespace authledger::infra
