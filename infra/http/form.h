// Bodies of application/x-www-form-urlencoded, as OAuth 2.0 uses them (RFC 6749, appendix B), read
// strictly and within limits. Pure, thread-safe.
#pragma once

#include <string_view>

#include "infra/http/message.h"
#include "shared/result.h"

namespace authledger::infra {

inline constexpr std::size_t kFormFieldsMax = 100;

// The fields in their order. One without a value counts as left out, and none may come twice (RFC
// 6749 §3.2). Errors: request.invalid_form for these, for a bad percent-encoding, for what is no
// UTF-8, and for more fields than allowed.
Result<HttpFields> parse_form(std::string_view body);

bool is_form_type(std::string_view content_type);  // in UTF-8

}  // namespace authledger::infra
