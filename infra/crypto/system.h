// The clock and the randomness of the machine; only main() makes them, everything else takes the
// port.
#pragma once

#include "shared/time.h"

namespace authledger::infra {

// The wall clock (UTC), millisecond steps. May jump backwards when the machine's clock is set.
// Thread-safe.
class SystemClock final : public Clock {
 public:
  Timestamp now() const override;
};

// getrandom(2). Never fails: a kernel without randomness ends the process. Thread-safe.
class SystemRandom final : public Random {
 public:
  std::string bytes(std::size_t count) override;
};

}  // namespace authledger::infra
