#include "infra/http/conditional.h"

#include <algorithm>
#include <charconv>

#include "infra/http/transport/text.h"
#include "shared/errors.h"

namespace authledger::infra {
namespace {

// Digits alone; too many of them are the largest number there is.
std::optional<std::size_t> number(std::string_view digits) {
  if (digits.empty() || digits.find_first_not_of("0123456789") != std::string_view::npos)
    return std::nullopt;
  std::size_t value = 0;
  const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return failed == std::errc() ? value : static_cast<std::size_t>(-1);
}

}  // namespace

bool names_etag(std::string_view header, std::string_view etag) {
  header = trimmed(header);
  if (header == "*") return true;
  while (!header.empty()) {
    const auto comma = std::min(header.find(','), header.size());
    auto one = trimmed(header.substr(0, comma));
    if (one.starts_with("W/")) one.remove_prefix(2);
    if (one == etag) return true;
    header.remove_prefix(std::min(comma + 1, header.size()));
  }
  return false;
}

Result<std::optional<ByteRange>> parse_range(std::string_view header, std::size_t size_bytes) {
  const std::optional<ByteRange> all;
  const auto equals = header.find('=');
  if (equals == std::string_view::npos || !same_name(trimmed(header.substr(0, equals)), "bytes"))
    return all;
  const auto range = trimmed(header.substr(equals + 1));
  const auto dash = range.find('-');
  if (dash == std::string_view::npos || range.find(',') != std::string_view::npos) return all;
  const auto first = number(range.substr(0, dash));
  const auto last = number(range.substr(dash + 1));
  if ((!first && dash != 0) || (!last && dash + 1 != range.size()) || (!first && !last)) return all;
  if (!first) {  // the last so many bytes
    const auto count = std::min(*last, size_bytes);
    if (count == 0) return fail(errors::kRangeNotSatisfiable);
    return std::optional(ByteRange{size_bytes - count, count});
  }
  if (last && *last < *first) return all;
  if (*first >= size_bytes) return fail(errors::kRangeNotSatisfiable);
  const auto end = last ? std::min(*last, size_bytes - 1) : size_bytes - 1;
  return std::optional(ByteRange{*first, end - *first + 1});
}

}  // namespace authledger::infra
