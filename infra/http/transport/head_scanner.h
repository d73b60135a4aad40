// First look at a request's bytes, before any parser: finds the end of the head under its limits
// and refuses what parsers disagree about (request smuggling, RFC 9112 §11.2): NUL and other
// control bytes, bare CR or LF, folded lines. Looks at each byte once, however small the packets
// are.
#pragma once

#include <cstddef>
#include <string_view>

#include "infra/http/limits.h"
#include "infra/http/transport/refusal.h"

namespace authledger::infra {

class HeadScanner {
 public:
  enum class State { kMore, kComplete, kRefused };

  static constexpr std::size_t kMethodBytesMax = 32;

  /// REQUIRES: `bytes` starts with the bytes of the previous call since reset().
  State scan(std::string_view bytes, const HttpLimits& limits);
  /// Bytes of the head with its empty line. REQUIRES: kComplete.
  std::size_t size() const { return position_; }
  /// REQUIRES: kRefused.
  const Refusal& refusal() const { return refusal_; }
  void reset() { *this = HeadScanner(); }

 private:
  std::size_t position_ = 0;
  std::size_t line_start_ = 0;
  std::size_t request_line_bytes_ = 0;  // 0 while it is incomplete
  std::size_t lines_ = 0;
  bool after_cr_ = false;
  Refusal refusal_{};

  State refuse(int status, std::string_view reason);
  State check_sizes(std::string_view bytes, const HttpLimits& limits);
};

}  // namespace authledger::infra
