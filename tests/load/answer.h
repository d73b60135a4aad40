// Just enough of HTTP/1.1 to read the answers of a server that frames them right.
#pragma once

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace authledger::load {

struct Answer {
  int status = 0;
  std::size_t size = 0;  // head and body
  std::string_view head;
};

inline std::optional<std::string_view> header_of(std::string_view head, std::string_view name) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  for (std::size_t at = head.find("\r\n"); at != std::string_view::npos;) {
    const std::size_t end = head.find("\r\n", at + 2);
    const auto line =
        head.substr(at + 2, (end == std::string_view::npos ? head.size() : end) - at - 2);
    if (line.size() > name.size() && line[name.size()] == ':' &&
        std::equal(name.begin(), name.end(), line.begin(),
                   [&](char a, char b) { return lower(a) == lower(b); })) {
      const auto value = line.substr(name.size() + 1);
      return value.substr(std::min(value.find_first_not_of(' '), value.size()));
    }
    at = end;
  }
  return std::nullopt;
}

// The answer at the start of `bytes`, once it is whole.
inline std::optional<Answer> whole_answer(std::string_view bytes) {
  const std::size_t end = bytes.find("\r\n\r\n");
  if (end == std::string_view::npos || bytes.size() < 12) return std::nullopt;
  Answer answer{0, end + 4, bytes.substr(0, end)};
  std::from_chars(bytes.data() + 9, bytes.data() + 12, answer.status);
  if (const auto length = header_of(answer.head, "content-length")) {
    std::size_t body = 0;
    std::from_chars(length->data(), length->data() + length->size(), body);
    answer.size += body;
  } else if (header_of(answer.head, "transfer-encoding")) {
    if (!bytes.ends_with("\r\n0\r\n\r\n")) return std::nullopt;  // nothing is pipelined behind it
    answer.size = bytes.size();
  }
  return answer.size <= bytes.size() ? std::optional(answer) : std::nullopt;
}

}  // namespace authledger::load
