// Who calls by HTTP Basic (RFC 7617). Pure, thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "infra/http/message.h"

namespace authledger::infra {

struct BasicCredentials {
  std::string name;
  std::string password;
  // The two as OAuth clients encode them before (RFC 6749 §2.3.1), decoded. Nothing where that is
  // no such encoding. Many clients don't encode, so that both readings are to be tried.
  std::optional<std::string> form_name;
  std::optional<std::string> form_password;
};

// Whether an Authorization header is of the scheme Basic.
bool is_basic(std::string_view authorization);

// The name:password of such a header. Nothing: it is not what Basic asks for.
std::optional<std::string> basic_pair(std::string_view authorization);

// Nothing: no Authorization header, or one of another scheme. Empty members: one that says Basic,
// and is not what that asks for.
std::optional<BasicCredentials> basic_credentials(const HttpRequest& request);

}  // namespace authledger::infra
