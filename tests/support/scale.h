// How much a long test does: sanitizers make every step ten times as dear, and look at the kind of
// steps more than at their number.
#pragma once

#include <cstdlib>

namespace authledger::test {

#ifdef AUTHLEDGER_SANITIZED
inline constexpr bool kSanitized = true;
#else
inline constexpr bool kSanitized = false;
#endif

template <class Number>
constexpr Number scaled(Number full, Number sanitized) {
  return kSanitized ? sanitized : full;
}

// How often a race is run: `quick` in scripts/test (fewer under a sanitizer), `full` in the long
// campaigns, which set AUTHLEDGER_LONG.
inline int rounds(int quick, int sanitized, int full) {
  return std::getenv("AUTHLEDGER_LONG") != nullptr ? full : scaled(quick, sanitized);
}

}  // namespace authledger::test
