// WebP (RFC 9649): a RIFF of known chunks that fills the file.
#include <algorithm>
#include <array>

#include "infra/files/image_formats.h"

namespace authledger::infra {
namespace {

struct Size {
  std::int64_t width = 0;
  std::int64_t height = 0;
  bool operator==(const Size&) const = default;
};

struct RiffChunk {
  std::string_view type;
  std::string_view data;
};

Result<RiffChunk> next_riff_chunk(ByteReader& reader) {
  RiffChunk chunk;
  chunk.type = reader.take(4);
  const auto length = reader.little(4);
  chunk.data = reader.take(length);
  if (length % 2 == 1) reader.take(1);
  if (reader.overrun()) return no_sound_image("it ends too early");
  return chunk;
}

bool is_image(std::string_view type) { return type == "VP8 " || type == "VP8L"; }

// Of the key frame that is coded there; nothing: it is broken.
Size coded_size(const RiffChunk& chunk) {
  ByteReader reader(chunk.data);
  if (chunk.type == "VP8L") {
    const auto signature = reader.byte();
    const auto bits = reader.little(4);
    if (signature != 0x2F || bits >> 29U != 0) return {};
    return {std::int64_t{bits & 0x3FFFU} + 1, std::int64_t{bits >> 14U & 0x3FFFU} + 1};
  }
  const auto tag = reader.little(3);
  const auto start = reader.big(3);
  if ((tag & 1U) != 0 || start != 0x9D012A) return {};
  const Size size{reader.little(2) & 0x3FFFU, reader.little(2) & 0x3FFFU};
  return reader.overrun() ? Size{} : size;
}

bool is_known(std::string_view type) {
  constexpr std::array<std::string_view, 6> kOthers = {"ALPH", "ANIM", "ANMF",
                                                       "ICCP", "EXIF", "XMP "};
  return is_image(type) || std::find(kOthers.begin(), kOthers.end(), type) != kOthers.end();
}

// One frame of an animation, which its image has to fill; answers its pixels.
Result<std::int64_t> read_frame(std::string_view data, const Size& canvas) {
  ByteReader reader(data);
  const std::int64_t left = std::int64_t{reader.little(3)} * 2;
  const std::int64_t top = std::int64_t{reader.little(3)} * 2;
  const Size frame{std::int64_t{reader.little(3)} + 1, std::int64_t{reader.little(3)} + 1};
  reader.take(4);
  if (reader.overrun() || left + frame.width > canvas.width || top + frame.height > canvas.height)
    return no_sound_image("a frame lies outside of it");
  int images = 0;
  while (!reader.empty()) {
    AUTHLEDGER_TRY(chunk, next_riff_chunk(reader));
    if (is_image(chunk.type)) {
      ++images;
      if (coded_size(chunk) != frame) return no_sound_image("a frame is broken");
    } else if (chunk.type != "ALPH") {
      return no_sound_image("it has a part that is not allowed");
    }
  }
  if (images != 1) return no_sound_image("a frame is broken");
  return frame.width * frame.height;
}

Size canvas_of(const RiffChunk& first) {
  if (first.type != "VP8X") return is_image(first.type) ? coded_size(first) : Size{};
  ByteReader reader(first.data);
  reader.take(4);
  const Size size{std::int64_t{reader.little(3)} + 1, std::int64_t{reader.little(3)} + 1};
  return first.data.size() == 10 ? size : Size{};
}

}  // namespace

Result<ImageFacts> inspect_webp(std::string_view bytes, std::int64_t pixels_max) {
  ByteReader reader(bytes);
  reader.take(4);
  if (std::uint64_t{reader.little(4)} + 8 != bytes.size())
    return no_sound_image("it goes on behind its end, or ends too early");
  reader.take(4);
  AUTHLEDGER_TRY(first, next_riff_chunk(reader));
  const Size canvas = canvas_of(first);
  AUTHLEDGER_CHECK(check_pixels(canvas.width, canvas.height, pixels_max));
  int images = is_image(first.type) ? 1 : 0;
  std::int64_t pixels = 0;
  int frames = 0;
  while (!reader.empty()) {
    AUTHLEDGER_TRY(chunk, next_riff_chunk(reader));
    if (!is_known(chunk.type) || is_image(first.type))
      return no_sound_image("it has a part that is not allowed");
    if (is_image(chunk.type)) {
      ++images;
      if (coded_size(chunk) != canvas) return no_sound_image("its image is broken");
    }
    if (chunk.type != "ANMF") continue;
    AUTHLEDGER_TRY(more, read_frame(chunk.data, canvas));
    pixels += more;
    if (++frames > kFramesMax || pixels > pixels_max * kAnimationFactor)
      return fail(errors::kImageTooManyPixels, "The animation has too many frames.");
  }
  if (frames > 0 ? images != 0 : images != 1) return no_sound_image("it has no single image");
  return ImageFacts{"image/webp", canvas.width, canvas.height};
}

}  // namespace authledger::infra
