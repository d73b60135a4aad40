// What an uploaded image really is. The whole container is walked, so that nothing can stand in
// front of it, behind it or in places that no decoder looks at; pixels are counted before anything
// is unpacked, and what is unpacked is counted, not kept.
#pragma once

#include <cstdint>
#include <string_view>

#include "shared/result.h"

namespace authledger::infra {

struct ImageFacts {
  std::string_view mime_type;  // image/png, image/jpeg, image/gif or image/webp
  std::int64_t width_px = 0;
  std::int64_t height_px = 0;
};

// PNG, JPEG, GIF and WebP. Pure, thread-safe; memory does not grow with the image. Errors:
// avatar.image_type_is_not_allowed, avatar.image_has_too_many_pixels, and
// avatar.image_is_not_allowed for what is damaged, goes on behind its end, unpacks to more than it
// says, or holds an archive, a page or a script.
Result<ImageFacts> inspect_image(std::string_view bytes, std::int64_t pixels_max);

}  // namespace authledger::infra
