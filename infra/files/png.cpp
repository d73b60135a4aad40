// PNG (W3C PNG specification, third edition), without animation.
#include <zlib.h>

#include <algorithm>
#include <array>
#include <limits>
#include <vector>

#include "infra/files/image_formats.h"

namespace authledger::infra {
namespace {

constexpr std::uint64_t kTextBytesMax = 1 << 20;  // of one chunk, unpacked

// Unpacks a zlib stream that may come in pieces, counts what comes out and forgets it.
class Unpacked {
 public:
  explicit Unpacked(std::uint64_t bytes_max) : bytes_max_(bytes_max) {
    ready_ = inflateInit(&stream_) == Z_OK;
  }
  ~Unpacked() {
    if (ready_) inflateEnd(&stream_);
  }
  Unpacked(const Unpacked&) = delete;
  Unpacked& operator=(const Unpacked&) = delete;

  // False: damaged, more than allowed, or something stands behind its end. `text`: kept, too.
  bool feed(std::string_view piece, std::string* text = nullptr) {
    if (!ready_ || (ended_ && !piece.empty())) return false;
    std::array<char, 32 << 10> out;
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(piece.data()));
    stream_.avail_in = static_cast<uInt>(piece.size());
    do {
      stream_.next_out = reinterpret_cast<Bytef*>(out.data());
      stream_.avail_out = static_cast<uInt>(out.size());
      const int code = inflate(&stream_, Z_NO_FLUSH);
      if (code == Z_BUF_ERROR) break;  // it wants more, or nothing was left in it
      if (code != Z_OK && code != Z_STREAM_END) return false;
      const std::size_t made = out.size() - stream_.avail_out;
      bytes_ += made;
      if (bytes_ > bytes_max_) return false;
      if (text != nullptr) text->append(out.data(), made);
      ended_ = code == Z_STREAM_END;
    } while (!ended_ && (stream_.avail_in > 0 || stream_.avail_out == 0));
    return stream_.avail_in == 0;
  }
  bool ended() const { return ended_; }
  std::uint64_t bytes() const { return bytes_; }

 private:
  z_stream stream_{};
  const std::uint64_t bytes_max_;
  std::uint64_t bytes_ = 0;
  bool ready_ = false;
  bool ended_ = false;
};

struct Header {
  std::uint64_t width = 0;
  std::uint64_t height = 0;
  std::uint32_t depth = 0;
  std::uint32_t color = 0;
  bool interlaced = false;

  std::uint64_t bits_per_pixel() const {
    static constexpr std::array<std::uint32_t, 7> kChannels = {1, 0, 3, 1, 2, 0, 4};
    return std::uint64_t{depth} * kChannels[color];
  }
  bool sound() const {
    static constexpr std::array<std::uint32_t, 7> kDepths = {
        1 | 2 | 4 | 8 | 16, 0, 8 | 16, 1 | 2 | 4 | 8, 8 | 16, 0, 8 | 16};
    return color < kDepths.size() && (depth & (depth - 1)) == 0 && (kDepths[color] & depth) != 0;
  }
  // Of all rows, each with its filter byte.
  std::uint64_t unpacked_bytes() const {
    const auto rows = [this](std::uint64_t w, std::uint64_t h) {
      return w == 0 || h == 0 ? 0 : ((w * bits_per_pixel() + 7) / 8 + 1) * h;
    };
    if (!interlaced) return rows(width, height);
    constexpr std::array<std::array<std::uint64_t, 4>, 7> kPasses = {
        {{0, 8, 0, 8},
         {4, 8, 0, 8},
         {0, 4, 4, 8},
         {2, 4, 0, 4},
         {0, 2, 2, 4},
         {1, 2, 0, 2},
         {0, 1, 1, 2}}};  // first column and step, first row and step
    std::uint64_t sum = 0;
    for (const auto& [x, dx, y, dy] : kPasses) {
      sum += rows(width > x ? (width - x + dx - 1) / dx : 0,
                  height > y ? (height - y + dy - 1) / dy : 0);
    }
    return sum;
  }
};

Result<Header> read_header(std::string_view data, std::int64_t pixels_max) {
  ByteReader reader(data);
  Header header;
  header.width = reader.big(4);
  header.height = reader.big(4);
  header.depth = reader.byte();
  header.color = reader.byte();
  const auto method = reader.big(2);
  const auto interlace = reader.byte();
  if (data.size() != 13 || method != 0 || interlace > 1 || !header.sound())
    return no_sound_image("its header is broken");
  header.interlaced = interlace == 1;
  AUTHLEDGER_CHECK(check_pixels(static_cast<std::int64_t>(header.width),
                                static_cast<std::int64_t>(header.height), pixels_max));
  return header;
}

// The packed part of zTXt, iCCP and iTXt chunks; empty: there is none.
std::string_view packed_text(std::string_view type, std::string_view data) {
  const auto skip = [&](std::size_t count) { data.remove_prefix(std::min(count, data.size())); };
  skip(std::min(data.find('\0'), data.size()) + 1);
  if (type != "iTXt") {
    skip(1);
    return data;
  }
  if (!data.starts_with('\1')) return {};
  skip(2);
  skip(std::min(data.find('\0'), data.size()) + 1);
  skip(std::min(data.find('\0'), data.size()) + 1);
  return data;
}

Status check_text(std::string_view type, std::string_view data) {
  if (type != "zTXt" && type != "iCCP" && type != "iTXt") return {};
  const auto packed = packed_text(type, data);
  if (packed.empty()) return {};
  Unpacked unpacked(kTextBytesMax);
  std::string text;
  if (!unpacked.feed(packed, &text) || !unpacked.ended())
    return no_sound_image("a packed text in it is damaged or too large");
  if (holds_active_content(text)) return no_sound_image("it holds a page or a script");
  return {};
}

struct Chunk {
  std::string_view type;
  std::string_view data;
};

Result<Chunk> next_chunk(ByteReader& reader) {
  const std::uint32_t length = reader.big(4);
  if (length > std::numeric_limits<std::int32_t>::max()) return no_sound_image("a part is broken");
  const auto checked = reader.rest().substr(0, std::size_t{length} + 4);
  Chunk chunk;
  chunk.type = reader.take(4);
  chunk.data = reader.take(length);
  const std::uint32_t sum = reader.big(4);
  if (reader.overrun()) return no_sound_image("it ends too early");
  const auto real =
      crc32(0, reinterpret_cast<const Bytef*>(checked.data()), static_cast<uInt>(checked.size()));
  if (real != sum) return no_sound_image("a checksum is wrong");
  return chunk;
}

bool is_animation(std::string_view type) {
  return type == "acTL" || type == "fcTL" || type == "fdAT";
}

}  // namespace

Result<ImageFacts> inspect_png(std::string_view bytes, std::int64_t pixels_max) {
  ByteReader reader(bytes);
  reader.take(8);
  AUTHLEDGER_TRY(first, next_chunk(reader));
  if (first.type != "IHDR") return no_sound_image("it has no header");
  AUTHLEDGER_TRY(header, read_header(first.data, pixels_max));
  Unpacked pixels(header.unpacked_bytes());
  for (;;) {
    AUTHLEDGER_TRY(chunk, next_chunk(reader));
    if (chunk.type == "IEND") {
      if (!chunk.data.empty() || !reader.empty())
        return no_sound_image("it goes on behind its end");
      break;
    }
    const bool needed = chunk.type[0] >= 'A' && chunk.type[0] <= 'Z';
    if (chunk.type == "IDAT") {
      if (!pixels.feed(chunk.data)) return no_sound_image("its pixels are damaged or too many");
    } else if (is_animation(chunk.type) || (needed && chunk.type != "PLTE")) {
      return no_sound_image("it has a part that is not allowed");
    }
    AUTHLEDGER_CHECK(check_text(chunk.type, chunk.data));
  }
  if (!pixels.ended() || pixels.bytes() != header.unpacked_bytes())
    return no_sound_image("it has fewer pixels than it says");
  return ImageFacts{"image/png", static_cast<std::int64_t>(header.width),
                    static_cast<std::int64_t>(header.height)};
}

}  // namespace authledger::infra
