// Reads a chunked body (RFC 9112 §7.1), each byte once, whatever the packets are. Beast 1.74 has a
// decoder too, which ends the process when the last chunk comes in small packets. Stricter than the
// grammar: trailer fields are refused, extensions are bounded and ignored.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "infra/http/transport/refusal.h"

namespace authledger::infra {

class ChunkDecoder {
 public:
  enum class State { kMore, kComplete, kRefused };

  static constexpr std::size_t kExtensionBytesMax = 1024;  // of all chunks together

  explicit ChunkDecoder(std::size_t body_bytes_max = 0) : body_bytes_max_(body_bytes_max) {}

  /// Appends what `bytes` hold of the body; `used` of them are done with, all unless it completes.
  State feed(std::string_view bytes, std::string& body, std::size_t& used);
  /// REQUIRES: kRefused.
  const Refusal& refusal() const { return refusal_; }

 private:
  enum class At { kSize, kExtension, kSizeEnd, kData, kDataCr, kDataLf, kLastCr, kLastLf };

  std::size_t body_bytes_max_;
  At at_ = At::kSize;
  std::uint64_t size_ = 0;  // of this chunk; in kData what is left of it
  std::size_t digits_ = 0;
  std::size_t extension_bytes_ = 0;
  Refusal refusal_{};

  State refuse(int status, std::string_view reason);
  State take(char c, std::size_t body_bytes);
  State take_size(char c);
  State end_size_line(std::size_t body_bytes);
  State expect(char c, char wanted, At next, std::string_view reason);
};

}  // namespace authledger::infra
