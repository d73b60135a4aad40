// The containers of images.
#include "infra/files/image.h"
#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace authledger;
  using namespace authledger::fuzz;
  constexpr std::int64_t kPixelsMax = 1 << 20;
  const auto facts = infra::inspect_image(text_of(data, size), kPixelsMax);
  if (!facts) {
    require(!facts.error().detail.empty(), "a refusal says why");
    return 0;
  }
  require(facts->mime_type.starts_with("image/"), "an image has a type");
  require(facts->width_px > 0 && facts->height_px > 0 &&
              facts->width_px <= kPixelsMax / facts->height_px,
          "pixels are counted");
  return 0;
}
