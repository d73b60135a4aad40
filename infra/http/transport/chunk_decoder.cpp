#include "infra/http/transport/chunk_decoder.h"

#include <algorithm>

namespace authledger::infra {
namespace {

constexpr std::size_t kDigitsMax = 16;

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

ChunkDecoder::State ChunkDecoder::feed(std::string_view bytes, std::string& body,
                                       std::size_t& used) {
  used = 0;
  while (used < bytes.size()) {
    if (at_ == At::kData) {
      const auto count = std::min<std::uint64_t>(size_, bytes.size() - used);
      body.append(bytes.substr(used, count));
      used += count;
      size_ -= count;
      if (size_ == 0) at_ = At::kDataCr;
      continue;
    }
    const auto state = take(bytes[used++], body.size());
    if (state != State::kMore) return state;
  }
  return State::kMore;
}

ChunkDecoder::State ChunkDecoder::take(char c, std::size_t body_bytes) {
  switch (at_) {
    case At::kSize:
      return take_size(c);
    case At::kExtension:
      if (c == '\r') {
        at_ = At::kSizeEnd;
      } else if ((c < 0x20 || c > 0x7e) && c != '\t') {
        return refuse(400, "bad chunk");
      } else if (++extension_bytes_ > kExtensionBytesMax) {
        return refuse(400, "chunk line too long");
      }
      return State::kMore;
    case At::kSizeEnd:
      return c == '\n' ? end_size_line(body_bytes) : refuse(400, "bad chunk");
    case At::kDataCr:
      return expect(c, '\r', At::kDataLf, "bad chunk");
    case At::kDataLf:
      digits_ = 0;
      size_ = 0;
      return expect(c, '\n', At::kSize, "bad chunk");
    case At::kLastCr:
      return expect(c, '\r', At::kLastLf, "trailer fields");
    case At::kLastLf:
      return c == '\n' ? State::kComplete : refuse(400, "bad chunk");
    case At::kData:
      break;  // taken as a whole by feed()
  }
  return State::kMore;
}

ChunkDecoder::State ChunkDecoder::take_size(char c) {
  if (const int digit = hex_digit(c); digit >= 0) {
    if (++digits_ > kDigitsMax) return refuse(400, "bad chunk");
    size_ = size_ << 4 | static_cast<std::uint64_t>(digit);
    return State::kMore;
  }
  if (digits_ == 0) return refuse(400, "bad chunk");
  if (c == ';') return expect(c, ';', At::kExtension, "bad chunk");
  return expect(c, '\r', At::kSizeEnd, "bad chunk");
}

ChunkDecoder::State ChunkDecoder::end_size_line(std::size_t body_bytes) {
  if (size_ > body_bytes_max_ - std::min(body_bytes_max_, body_bytes)) {
    return refuse(413, "body too large");
  }
  at_ = size_ == 0 ? At::kLastCr : At::kData;
  return State::kMore;
}

ChunkDecoder::State ChunkDecoder::expect(char c, char wanted, At next, std::string_view reason) {
  if (c != wanted) return refuse(400, reason);
  at_ = next;
  return State::kMore;
}

ChunkDecoder::State ChunkDecoder::refuse(int status, std::string_view reason) {
  refusal_ = {status, reason};
  return State::kRefused;
}

}  // namespace authledger::infra
