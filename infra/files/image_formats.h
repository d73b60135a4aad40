// The containers that inspect_image() knows, one function and file each.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "infra/files/image.h"
#include "shared/errors.h"

namespace authledger::infra {

Result<ImageFacts> inspect_png(std::string_view bytes, std::int64_t pixels_max);
Result<ImageFacts> inspect_jpeg(std::string_view bytes, std::int64_t pixels_max);
Result<ImageFacts> inspect_gif(std::string_view bytes, std::int64_t pixels_max);
Result<ImageFacts> inspect_webp(std::string_view bytes, std::int64_t pixels_max);

inline tl::unexpected<Error> no_sound_image(const std::string& why) {
  return fail(errors::kImageRefused, "The file is no sound image: " + why + ".");
}

// avatar.image_is_not_allowed for an empty one, avatar.image_has_too_many_pixels.
Status check_pixels(std::int64_t width_px, std::int64_t height_px, std::int64_t pixels_max);

// Whether a page, a script or the like stands in the text, whatever its case.
bool holds_active_content(std::string_view bytes);

// Frames of an animation, all together, may have this many times the pixels of one image.
inline constexpr std::int64_t kAnimationFactor = 8;
inline constexpr int kFramesMax = 1000;

// Numbers out of bytes. What lies behind the end reads as 0 and marks the reader as overrun.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : bytes_(bytes) {}
  bool overrun() const { return overrun_; }
  std::string_view rest() const { return bytes_; }
  bool empty() const { return bytes_.empty(); }

  std::string_view take(std::size_t count) {
    if (count > bytes_.size()) {
      overrun_ = true;
      count = bytes_.size();
    }
    const auto out = bytes_.substr(0, count);
    bytes_.remove_prefix(count);
    return out;
  }
  std::uint32_t byte() { return big(1); }
  std::uint32_t big(std::size_t count) {  // up to 4 bytes
    std::uint32_t value = 0;
    const auto all = take(count);
    for (const char c : all) value = value << 8U | static_cast<unsigned char>(c);
    return all.size() == count ? value : 0;
  }
  std::uint32_t little(std::size_t count) {
    std::uint32_t value = 0;
    const auto all = take(count);
    for (std::size_t i = all.size(); i-- > 0;)
      value = value << 8U | static_cast<unsigned char>(all[i]);
    return all.size() == count ? value : 0;
  }

 private:
  std::string_view bytes_;
  bool overrun_ = false;
};

}  // namespace authledger::infra
