#include "infra/elasticsearch/order_number.h"

namespace authledger::infra::elastic {
namespace {

// Unsigned order to signed order.
std::int64_t from_unsigned(std::uint64_t bits) {
  return static_cast<std::int64_t>(bits ^ (1ULL << 63));
}

// How many lower-case hex digits sort below the byte.
unsigned digits_below(unsigned char byte) {
  if (byte <= '0') return 0;
  if (byte <= '9') return byte - static_cast<unsigned>('0');
  if (byte <= 'a') return 10;
  if (byte <= 'f') return byte - static_cast<unsigned>('a') + 10U;
  return 16;
}

bool is_hex(unsigned char byte) {
  return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'f');
}

}  // namespace

std::int64_t text_number(std::string_view text) {
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < 8; ++i) {
    bits = (bits << 8) | (i < text.size() ? static_cast<unsigned char>(text[i]) : 0U);
  }
  return from_unsigned(bits);
}

// A text that leaves the form of a UUID stands where it sorts among the UUIDs: at the lower end of
// the digit it is below of, or at the upper end of those before it.
std::int64_t id_number(std::string_view id) {
  std::uint64_t bits = 0;
  int left = 64;  // bits still to fill
  const auto fill_ones = [&] {
    return left == 0 ? bits : (left == 64 ? ~0ULL : (bits << left) | ((1ULL << left) - 1));
  };
  const auto fill_zeros = [&] { return left == 64 ? 0ULL : bits << left; };
  for (std::size_t i = 0; left > 0; ++i) {
    if (i >= id.size()) return from_unsigned(fill_zeros());
    const auto byte = static_cast<unsigned char>(id[i]);
    if (i == 8 || i == 13) {
      if (byte == '-') continue;
      return from_unsigned(byte < '-' ? fill_zeros() : fill_ones());
    }
    if (!is_hex(byte)) {
      const unsigned below = digits_below(byte);
      if (below == 16) return from_unsigned(fill_ones());
      bits = (bits << 4) | below;
      left -= 4;
      return from_unsigned(fill_zeros());
    }
    bits = (bits << 4) | digits_below(byte);
    left -= 4;
  }
  return from_unsigned(bits);
}

}  // namespace authledger::infra::elastic
