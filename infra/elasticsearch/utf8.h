// Code points in and out of UTF-8 that is known to be valid (fold() gives such).
#pragma once

#include <string>
#include <string_view>

namespace authledger::infra::elastic {

inline std::u32string to_code_points(std::string_view utf8) {
  std::u32string out;
  out.reserve(utf8.size());
  for (std::size_t i = 0; i < utf8.size();) {
    const auto lead = static_cast<unsigned char>(utf8[i]);
    const std::size_t bytes = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    char32_t point = bytes == 1 ? lead : static_cast<char32_t>(lead & (0xFF >> (bytes + 1)));
    for (std::size_t k = 1; k < bytes && i + k < utf8.size(); ++k) {
      point = (point << 6) | (static_cast<unsigned char>(utf8[i + k]) & 0x3F);
    }
    out += point;
    i += bytes;
  }
  return out;
}

inline void append_utf8(std::string& out, char32_t point) {
  const auto tail = [&](int shift) { out += static_cast<char>(0x80 | ((point >> shift) & 0x3F)); };
  if (point < 0x80) {
    out += static_cast<char>(point);
  } else if (point < 0x800) {
    out += static_cast<char>(0xC0 | (point >> 6));
    tail(0);
  } else if (point < 0x10000) {
    out += static_cast<char>(0xE0 | (point >> 12));
    tail(6);
    tail(0);
  } else {
    out += static_cast<char>(0xF0 | (point >> 18));
    tail(12);
    tail(6);
    tail(0);
  }
}

inline std::string to_utf8(std::u32string_view points) {
  std::string out;
  for (const char32_t point : points) append_utf8(out, point);
  return out;
}

}  // namespace authledger::infra::elastic
