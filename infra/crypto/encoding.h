// Bytes as text and back: hex, base64, base64url (RFC 4648). Pure functions, thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace authledger::infra {

std::string hex_encode(std::string_view bytes);  // lower case
std::optional<std::string> hex_decode(std::string_view text);

// No padding. Decoding is strict: padding, foreign characters and unused bits that are not 0 are
// refused, so that every byte string has exactly one spelling.
std::string base64url_encode(std::string_view bytes);
std::optional<std::string> base64url_decode(std::string_view text);

// The alphabet with + and /, without padding: what PHC strings use. Strict as above.
std::string base64_encode_unpadded(std::string_view bytes);
std::optional<std::string> base64_decode_unpadded(std::string_view text);

}  // namespace authledger::infra
