// x-position: where a write landed in the log, as clients carry it: <epoch>-<position>.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "shared/ids.h"

namespace authledger::infra {

struct PositionToken {
  std::int64_t epoch = 1;
  Position position = 0;
};

std::string to_text(const PositionToken& token);
std::optional<PositionToken> parse_position(std::string_view text);

}  // namespace authledger::infra
