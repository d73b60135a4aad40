// Who calls by HTTP Basic (RFC 7617). Pure, thread-safe.
#pragma once

#include <optional>
#include <string>

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

// Nothing: no Authorization header, or one of another scheme. Empty members: one that says Basic,
// and is not what that asks for.
std::optional<BasicCredentials> basic_credentials(const HttpRequest& request);

}  // namespace authledger::infra
