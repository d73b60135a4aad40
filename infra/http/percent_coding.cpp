#include "infra/http/percent_coding.h"

#include "shared/json.h"

namespace authledger::infra {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

std::optional<std::string> percent_decode(std::string_view text, PlusSign plus) {
  std::string out;
  out.reserve(text.size());
  bool encoded = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      if (text.size() - i < 3) return std::nullopt;
      const int high = hex_digit(text[i + 1]);
      const int low = hex_digit(text[i + 2]);
      if (high < 0 || low < 0 || high + low == 0) return std::nullopt;
      out.push_back(static_cast<char>(high * 16 + low));
      i += 2;
      encoded = true;
    } else {
      out.push_back(plus == PlusSign::kSpace && text[i] == '+' ? ' ' : text[i]);
    }
  }
  if (encoded && !is_utf8(out)) return std::nullopt;
  return out;
}

}  // namespace authledger::infra
