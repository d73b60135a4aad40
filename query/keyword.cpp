#include "query/keyword.h"

#include <cstdint>

#include "shared/text.h"

namespace authledger::query {
namespace {

struct Point {
  char32_t value;
  std::size_t bytes;
};

// REQUIRES: valid UTF-8, as fold() gives.
Point point_at(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const std::size_t bytes = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  auto value = static_cast<char32_t>(lead & (0xFF >> (bytes + 1)));
  for (std::size_t i = 1; i < bytes && at + i < text.size(); ++i)
    value = (value << 6) | (byte(i) & 0x3F);
  return {value, bytes};
}

// The property White_Space (Unicode 15, PropList.txt).
bool is_white_space(char32_t point) {
  if (point <= 0x20) return point == 0x20 || (point >= 0x09 && point <= 0x0D);
  return point == 0x85 || point == 0xA0 || point == 0x1680 ||
         (point >= 0x2000 && point <= 0x200A) || point == 0x2028 || point == 0x2029 ||
         point == 0x202F || point == 0x205F || point == 0x3000;
}

char32_t point_before(std::string_view text, std::size_t at) {
  std::size_t start = at - 1;
  while (start > 0 && (static_cast<unsigned char>(text[start]) & 0xC0) == 0x80) --start;
  return point_at(text, start).value;
}

}  // namespace

Keyword parse_keyword(std::string_view text) {
  Keyword keyword;
  const std::string folded = fold(text);
  std::string word;
  const auto end_word = [&] {
    if (word.empty()) return;
    if (!keyword.whole.empty()) keyword.whole += ' ';
    keyword.whole += word;
    keyword.words.push_back(std::move(word));
    word.clear();
  };
  for (std::size_t at = 0; at < folded.size();) {
    const Point point = point_at(folded, at);
    if (is_white_space(point.value))
      end_word();
    else
      word.append(folded, at, point.bytes);
    at += point.bytes;
  }
  end_word();
  return keyword;
}

int keyword_rank(std::string_view folded_value, std::string_view folded_keyword) {
  auto at = folded_value.find(folded_keyword);
  if (at == 0) return folded_value.size() == folded_keyword.size() ? 3 : 2;
  for (; at != std::string_view::npos; at = folded_value.find(folded_keyword, at + 1)) {
    if (!is_word_character(point_before(folded_value, at))) return 1;
  }
  return 0;
}

}  // namespace authledger::query
