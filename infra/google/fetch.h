// One request to an issuer of id_tokens, within limits: no redirects, http(s) only, so many bytes
// in so much time.
#pragma once

#include <cstddef>
#include <string>

#include "shared/result.h"

namespace authledger::infra {

struct FetchLimits {
  long timeout_ms = 5'000;
  std::size_t bytes_max = 256 << 10;
  std::string ca_file{};  // PEM; empty: the system's
};

struct Fetched {
  int status = 0;
  std::string body;
};

// A GET, or a POST of `form` (application/x-www-form-urlencoded) where it is not empty. Error:
// google.unavailable when there is no answer, or one of more bytes.
Result<Fetched> fetch(const std::string& url, const std::string& form, const FetchLimits& limits);

// name=value pairs of a query or a form, percent-encoded.
void add_pair(std::string& text, std::string_view name, std::string_view value);

}  // namespace authledger::infra
