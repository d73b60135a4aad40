// A request the transport answers itself. The shape of the body is the product's (one callback).
#pragma once

#include <string_view>

namespace authledger::infra {

struct Refusal {
  int status;
  std::string_view reason;  // a literal
};

}  // namespace authledger::infra
