#include "infra/elasticsearch/grams.h"

#include "infra/elasticsearch/utf8.h"
#include "shared/json.h"
#include "shared/text.h"

namespace authledger::infra::elastic {
namespace {

// U+E000 to U+E3FF are the marks' own.
constexpr char32_t kEscape = 0xE003;   // the four digits of a code point follow
constexpr char32_t kControl = 0xE100;  // + a character up to the space
constexpr char32_t kDigit = 0xE200;    // + 6 bits, only behind kEscape
constexpr char32_t kOwnFirst = 0xE000;
constexpr char32_t kOwnLast = 0xE3FF;

// What java.lang.Character.isWhitespace or Unicode calls white space, above ASCII.
bool is_far_white_space(char32_t point) {
  return point == 0x85 || point == 0xA0 || point == 0x1680 || point == 0x180E ||
         (point >= 0x2000 && point <= 0x200B) || point == 0x2028 || point == 0x2029 ||
         point == 0x202F || point == 0x205F || point == 0x3000 || point == 0xFEFF;
}

}  // namespace

std::u32string symbols(std::string_view folded) {
  const std::u32string points = to_code_points(folded);
  std::u32string out;
  out.reserve(points.size() + points.size() / 4);
  for (const char32_t point : points) {
    if (point <= 0x20) {
      out += kControl + point;
    } else if ((point >= kOwnFirst && point <= kOwnLast) || is_far_white_space(point)) {
      out += kEscape;
      for (int shift = 18; shift >= 0; shift -= 6) out += kDigit + ((point >> shift) & 0x3F);
    } else {
      out += point;
    }
    if (!is_word_character(point)) out += kWordStart;
  }
  return out;
}

std::string windows(std::u32string_view symbols) {
  std::string out;
  out.reserve(symbols.size() * 6);
  for (std::size_t i = 0; i + 3 <= symbols.size(); ++i) {
    if (i > 0) out += ' ';
    for (std::size_t k = i; k < i + 3; ++k) append_utf8(out, symbols[k]);
  }
  return out;
}

std::string grams(std::string_view folded) {
  return windows(kStart + symbols(folded) + kEnd + kEnd);
}

std::string has_symbols(std::string_view field, std::u32string_view wanted) {
  const std::string name = json_quote(field);
  if (wanted.size() >= 3)
    return "{\"match_phrase\":{" + name + ":" + json_quote(windows(wanted)) + "}}";
  return "{\"prefix\":{" + name + ":" + json_quote(to_utf8(wanted)) + "}}";
}

}  // namespace authledger::infra::elastic
