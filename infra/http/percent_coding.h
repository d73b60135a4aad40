// Percent-encoding (RFC 3986 §2.1), read strictly. Pure, thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace authledger::infra {

enum class PlusSign { kItself, kSpace };  // a space in queries and forms

// Nothing: a % without two hex digits, an encoded NUL, or an encoding of what is no UTF-8. Without
// any % the text is handed on as it is.
std::optional<std::string> percent_decode(std::string_view text, PlusSign plus);

}  // namespace authledger::infra
