// Where an access token may stand, in the order of seed 002: query access_token, Authorization:
// Bearer, header <codename>-access-token, cookie <codename>-access-token. The first place that
// holds one decides, good or bad; a place that is empty, or an Authorization of another scheme,
// holds none. Where a Bearer may stand, session credentials may (session_credentials.h): Basic,
// with a session key in its header; Basic without one is something else.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "command/ports/crypto.h"
#include "infra/http/message.h"

namespace authledger::infra {

struct FoundToken {
  std::string text;  // may be nonsense: a first place that holds a bad token is a refusal
  bool from_cookie = false;
};

std::optional<FoundToken> find_token(const HttpRequest& request, std::string_view codename,
                                     const command::Vault& vault);

// The value of a cookie by its exact name.
std::optional<std::string> find_cookie(const HttpRequest& request, std::string_view name);

std::string token_name(std::string_view codename);     // of the header and the cookie
std::string position_name(std::string_view codename);  // of the cookie that carries x-position

// Set-Cookie; an empty value clears it. HttpOnly, SameSite=Lax, Secure unless said otherwise.
std::string set_cookie(const std::string& name, const std::string& value, std::int64_t max_age_s,
                       bool secure);

}  // namespace authledger::infra
