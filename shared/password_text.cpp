#include "shared/password_text.h"

#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <cstring>  // explicit_bzero

#include <algorithm>

namespace authledger {
namespace {

// One NFKC code point can become 18 UTF-16 units at most (U+FDFA), each of 3 bytes of UTF-8.
constexpr std::size_t kMaxGrowth = 18;

void wipe(std::u16string& text) { explicit_bzero(text.data(), text.size() * sizeof(char16_t)); }

std::optional<std::string> normalize(std::string_view text, const UNormalizer2* normalizer) {
  if (text.size() > kMaxPasswordBytes) return std::nullopt;
  if (normalizer == nullptr) return std::nullopt;
  std::u16string wide(text.size() + 1, u'\0');
  std::u16string normal(text.size() * kMaxGrowth + 1, u'\0');
  UErrorCode problem = U_ZERO_ERROR;
  std::int32_t units = 0;
  u_strFromUTF8(wide.data(), static_cast<std::int32_t>(wide.size()), &units, text.data(),
                static_cast<std::int32_t>(text.size()), &problem);
  const std::int32_t normal_units =
      U_FAILURE(problem) ? 0
                         : unorm2_normalize(normalizer, wide.data(), units, normal.data(),
                                            static_cast<std::int32_t>(normal.size()), &problem);
  std::string result;
  if (U_SUCCESS(problem)) {
    result.resize(static_cast<std::size_t>(normal_units) * 3 + 1);
    std::int32_t bytes = 0;
    u_strToUTF8(result.data(), static_cast<std::int32_t>(result.size()), &bytes, normal.data(),
                normal_units, &problem);
    if (U_SUCCESS(problem)) result.resize(static_cast<std::size_t>(bytes));
  }
  wipe(wide);
  wipe(normal);
  if (U_FAILURE(problem)) return std::nullopt;
  return result;
}

}  // namespace

std::optional<std::string> nfkc(std::string_view text) {
  const bool ascii = text.size() <= kMaxPasswordBytes &&
                     std::all_of(text.begin(), text.end(),
                                 [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (ascii) return std::string(text);
  UErrorCode problem = U_ZERO_ERROR;
  return normalize(text, unorm2_getNFKCInstance(&problem));
}

std::optional<std::string> nfkc_casefold(std::string_view text) {
  UErrorCode problem = U_ZERO_ERROR;
  return normalize(text, unorm2_getNFKCCasefoldInstance(&problem));
}

std::size_t count_code_points(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

}  // namespace authledger
