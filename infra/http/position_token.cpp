#include "infra/http/position_token.h"

#include <charconv>

namespace authledger::infra {

std::string to_text(const PositionToken& token) {
  return std::to_string(token.epoch) + "-" + std::to_string(token.position);
}

std::optional<PositionToken> parse_position(std::string_view text) {
  PositionToken token;
  const char* end = text.data() + text.size();
  const auto [dash, bad_epoch] = std::from_chars(text.data(), end, token.epoch);
  if (bad_epoch != std::errc() || dash == end || *dash != '-' || token.epoch < 1)
    return std::nullopt;
  const auto [stop, bad_position] = std::from_chars(dash + 1, end, token.position);
  if (bad_position != std::errc() || stop != end || token.position < 0) return std::nullopt;
  return token;
}

}  // namespace authledger::infra
