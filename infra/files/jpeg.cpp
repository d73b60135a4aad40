// JPEG (ITU-T T.81): markers and segments up to the end of the image, which has to be the file's.
#include "infra/files/image_formats.h"

namespace authledger::infra {
namespace {

constexpr int kScansMax = 100;  // progressive images have about ten

bool starts_frame(std::uint32_t marker) {
  return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

bool stands_alone(std::uint32_t marker) {
  return marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8);
}

// Behind 0xFF and its fill bytes; 0: there is none.
std::uint32_t next_marker(ByteReader& reader) {
  if (reader.byte() != 0xFF) return 0;
  std::uint32_t marker = 0xFF;
  while (marker == 0xFF && !reader.empty()) marker = reader.byte();
  return marker == 0xFF ? 0 : marker;
}

// Over the coded pixels, up to the next marker that ends them.
void skip_scan(ByteReader& reader) {
  for (;;) {
    const auto rest = reader.rest();
    const auto at = rest.find('\xFF');
    if (at == std::string_view::npos || at + 1 >= rest.size()) {
      reader.take(rest.size());
      return;
    }
    const auto next = static_cast<unsigned char>(rest[at + 1]);
    const bool goes_on = next == 0 || (next >= 0xD0 && next <= 0xD7);
    reader.take(goes_on ? at + 2 : at);
    if (!goes_on) return;
  }
}

Status read_frame(std::string_view data, std::int64_t pixels_max, ImageFacts& facts) {
  if (facts.width_px != 0) return no_sound_image("it holds two images");
  ByteReader reader(data);
  reader.byte();  // bits of a sample
  facts.height_px = reader.big(2);
  facts.width_px = reader.big(2);
  const auto components = reader.byte();
  if (components < 1 || components > 4 || data.size() != 6 + 3 * std::size_t{components})
    return no_sound_image("its header is broken");
  return check_pixels(facts.width_px, facts.height_px, pixels_max);
}

}  // namespace

Result<ImageFacts> inspect_jpeg(std::string_view bytes, std::int64_t pixels_max) {
  ByteReader reader(bytes);
  reader.take(2);
  ImageFacts facts{"image/jpeg"};
  int scans = 0;
  for (;;) {
    const auto marker = next_marker(reader);
    if (marker == 0xD9) break;
    if (marker == 0 || stands_alone(marker)) return no_sound_image("a part is broken");
    const auto length = reader.big(2);
    if (length < 2) return no_sound_image("a part is broken");
    const auto data = reader.take(length - 2);
    if (reader.overrun()) return no_sound_image("it ends too early");
    if (starts_frame(marker)) AUTHLEDGER_CHECK(read_frame(data, pixels_max, facts));
    if (marker != 0xDA) continue;
    if (facts.width_px == 0 || ++scans > kScansMax) return no_sound_image("its scans are broken");
    skip_scan(reader);
  }
  if (scans == 0) return no_sound_image("it has no pixels");
  if (!reader.empty()) return no_sound_image("it goes on behind its end");
  return facts;
}

}  // namespace authledger::infra
