// How much a long test does: sanitizers make every step ten times as dear, and look at the kind of
// steps more than at their number.
#pragma once

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

}  // namespace authledger::test
