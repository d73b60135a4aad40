#include "infra/files/file_name.h"

#include <algorithm>
#include <array>
#include <vector>

#include "shared/errors.h"
#include "shared/json.h"
#include "shared/text.h"

namespace authledger::infra {
namespace {

constexpr std::size_t kNameBytesMax = 200;

tl::unexpected<Error> refused(const std::string& why) {
  return fail(errors::kFileNameRefused, "The file's name " + why + ".");
}

bool is_alnum(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Looks like an extension and no part of a number or a sentence: .php, .svg, .html5.
bool like_extension(std::string_view part) {
  return !part.empty() && part.size() <= 5 && std::all_of(part.begin(), part.end(), is_alnum) &&
         !std::all_of(part.begin(), part.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// Characters that make a name look like another one: direction marks and overrides, line ends.
bool has_deceiving(std::string_view name) {
  constexpr std::array<std::string_view, 14> kDeceiving = {
      "\u200E", "\u200F", "\u2028", "\u2029", "\u202A", "\u202B", "\u202C",
      "\u202D", "\u202E", "\u2066", "\u2067", "\u2068", "\u2069", "\u0085"};
  return std::any_of(kDeceiving.begin(), kDeceiving.end(), [&](std::string_view one) {
    return name.find(one) != std::string_view::npos;
  });
}

bool goes_with(std::string_view extension, std::string_view mime_type) {
  if (mime_type == "image/jpeg") return extension == "jpg" || extension == "jpeg";
  return mime_type == "image/" + std::string(extension);
}

}  // namespace

Status check_image_name(std::string_view name, std::string_view mime_type) {
  if (name.empty()) return refused("is empty");
  if (name.size() > kNameBytesMax) return refused("is too long");
  if (!is_utf8(name)) return refused("is not UTF-8");
  if (name.find_first_of("/\\:") != std::string_view::npos) return refused("holds a path");
  if (name.find_first_of("<>\"|?*") != std::string_view::npos || has_deceiving(name) ||
      std::any_of(name.begin(), name.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F; }))
    return refused("holds characters that are not allowed");
  if (name.front() == '.' || name.front() == ' ' || name.back() == '.' || name.back() == ' ')
    return refused("begins or ends with a dot or a space");
  const auto dot = name.rfind('.');
  if (dot == std::string_view::npos) return refused("has no extension");
  const std::string extension = lower_case(std::string(name.substr(dot + 1)));
  if (!goes_with(extension, mime_type))
    return refused("has an extension that does not go with " + std::string(mime_type));
  for (auto rest = name.substr(0, dot); rest.find('.') != std::string_view::npos;) {
    rest = rest.substr(rest.find('.') + 1);
    if (like_extension(rest.substr(0, rest.find('.')))) return refused("has two extensions");
  }
  return {};
}

std::string inline_disposition(std::string_view name) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  std::string plain;
  std::string encoded;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    const bool safe = is_alnum(c) || c == '-' || c == '_' || c == '.';
    plain += safe || c == ' ' ? c : '_';
    if (safe)
      encoded += c;
    else
      encoded += {'%', kHex[byte >> 4], kHex[byte & 15]};
  }
  return "inline; filename=\"" + plain + "\"; filename*=UTF-8''" + encoded;
}

}  // namespace authledger::infra
