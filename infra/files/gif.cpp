// GIF89a: blocks up to the trailer, which has to end the file.
#include "infra/files/image_formats.h"

namespace authledger::infra {
namespace {

void skip_colors(ByteReader& reader, std::uint32_t flags) {
  if ((flags & 0x80U) != 0) reader.take(std::size_t{3} << ((flags & 7U) + 1));
}

// Sub-blocks up to the empty one; their bytes.
std::size_t skip_blocks(ByteReader& reader) {
  std::size_t bytes = 0;
  while (const std::uint32_t length = reader.byte()) bytes += reader.take(length).size();
  return bytes;
}

// One frame, inside the canvas; answers its pixels.
Result<std::int64_t> read_frame(ByteReader& reader, const ImageFacts& canvas) {
  const std::int64_t left = reader.little(2);
  const std::int64_t top = reader.little(2);
  const std::int64_t width = reader.little(2);
  const std::int64_t height = reader.little(2);
  skip_colors(reader, reader.byte());
  const auto code_bits = reader.byte();
  if (width == 0 || height == 0 || left + width > canvas.width_px ||
      top + height > canvas.height_px)
    return no_sound_image("a frame lies outside of it");
  if (code_bits < 2 || code_bits > 8 || skip_blocks(reader) == 0)
    return no_sound_image("a frame is broken");
  return width * height;
}

}  // namespace

Result<ImageFacts> inspect_gif(std::string_view bytes, std::int64_t pixels_max) {
  ByteReader reader(bytes);
  reader.take(6);
  ImageFacts facts{"image/gif"};
  facts.width_px = reader.little(2);
  facts.height_px = reader.little(2);
  const auto flags = reader.byte();
  reader.take(2);
  AUTHLEDGER_CHECK(check_pixels(facts.width_px, facts.height_px, pixels_max));
  skip_colors(reader, flags);
  std::int64_t pixels = 0;
  int frames = 0;
  for (;;) {
    const auto block = reader.byte();
    if (reader.overrun()) return no_sound_image("it ends too early");
    if (block == 0x3B) break;
    if (block == 0x21) {
      reader.byte();
      skip_blocks(reader);
    } else if (block == 0x2C) {
      AUTHLEDGER_TRY(more, read_frame(reader, facts));
      pixels += more;
      if (++frames > kFramesMax || pixels > pixels_max * kAnimationFactor)
        return fail(errors::kImageTooManyPixels, "The animation has too many frames.");
    } else {
      return no_sound_image("a part is broken");
    }
  }
  if (frames == 0) return no_sound_image("it has no pixels");
  if (!reader.empty()) return no_sound_image("it goes on behind its end");
  return facts;
}

}  // namespace authledger::infra
