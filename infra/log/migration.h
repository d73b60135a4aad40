// One step of a schema, forward only. Steps are never edited once released: add the next version.
#pragma once

#include <span>
#include <string_view>

namespace authledger::infra {

struct Migration {
  int version;  // 1, 2, 3 … without a gap
  std::string_view sql;
};

}  // namespace authledger::infra
