// Unicode as far as passwords need it (ICU). Thread-safe, no exceptions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace authledger {

inline constexpr std::size_t kMaxPasswordBytes = 4096;

// NFKC as UTF-8. Nothing: not valid UTF-8, or longer than kMaxPasswordBytes.
std::optional<std::string> nfkc(std::string_view text);

// NFKC with case folded away, for comparisons. Nothing: as above.
std::optional<std::string> nfkc_casefold(std::string_view text);

// REQUIRES: valid UTF-8.
std::size_t count_code_points(std::string_view text);

}  // namespace authledger
