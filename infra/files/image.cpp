#include "infra/files/image.h"

#include <algorithm>
#include <array>

#include "infra/files/image_formats.h"

namespace authledger::infra {
namespace {

using namespace std::string_view_literals;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// The end of an archive lies in the last 64 KiB of a file that unpackers would take for one.
bool ends_as_archive(std::string_view bytes) {
  constexpr std::size_t kTail = (64 << 10) + 22;
  const auto tail = bytes.size() > kTail ? bytes.substr(bytes.size() - kTail) : bytes;
  return tail.find("PK\5\6") != std::string_view::npos;
}

}  // namespace

Status check_pixels(std::int64_t width_px, std::int64_t height_px, std::int64_t pixels_max) {
  if (width_px <= 0 || height_px <= 0) return no_sound_image("it has no pixels");
  if (width_px <= pixels_max / height_px) return {};
  return fail(errors::kImageTooManyPixels,
              "The image has " + std::to_string(width_px) + " × " + std::to_string(height_px) +
                  " pixels, more than the " + std::to_string(pixels_max) + " allowed.");
}

// Long enough that compressed pixels do not hold one by chance: the shortest once in 15,000 files
// of 5 MiB.
bool holds_active_content(std::string_view bytes) {
  constexpr std::array kMarks = {"<script"sv,     "<html"sv,    "<!doctype"sv, "<?php"sv,
                                 "<iframe"sv,     "<object"sv,  "<svg "sv,     "<embed "sv,
                                 "javascript:"sv, "onerror="sv, "onload="sv};
  for (auto at = bytes.find_first_of("<jJoO"); at != std::string_view::npos;
       at = bytes.find_first_of("<jJoO", at + 1)) {
    const auto here = bytes.substr(at);
    for (const auto mark : kMarks) {
      if (here.size() >= mark.size() && std::equal(mark.begin(), mark.end(), here.begin(),
                                                   [](char a, char b) { return a == lower(b); }))
        return true;
    }
  }
  return false;
}

Result<ImageFacts> inspect_image(std::string_view bytes, std::int64_t pixels_max) {
  Result<ImageFacts> facts = fail(errors::kImageTypeRefused);
  if (bytes.starts_with("\x89PNG\r\n\x1a\n"))
    facts = inspect_png(bytes, pixels_max);
  else if (bytes.starts_with("\xFF\xD8\xFF"))
    facts = inspect_jpeg(bytes, pixels_max);
  else if (bytes.starts_with("GIF87a") || bytes.starts_with("GIF89a"))
    facts = inspect_gif(bytes, pixels_max);
  else if (bytes.starts_with("RIFF") && bytes.size() >= 12 && bytes.substr(8, 4) == "WEBP")
    facts = inspect_webp(bytes, pixels_max);
  if (!facts) return facts;
  if (ends_as_archive(bytes)) return no_sound_image("it is an archive, too");
  if (holds_active_content(bytes)) return no_sound_image("it holds a page or a script");
  return facts;
}

}  // namespace authledger::infra
