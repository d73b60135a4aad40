#include "tests/files/support/images.h"

#include <zlib.h>

namespace authledger::test {
namespace {

std::string little(std::uint32_t value, int bytes) {
  std::string out;
  for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i) & 0xFFU);
  return out;
}

std::string big16(std::uint16_t value) {
  return {static_cast<char>(value >> 8), static_cast<char>(value & 0xFF)};
}

}  // namespace

std::string big32(std::uint32_t value) {
  return big16(static_cast<std::uint16_t>(value >> 16)) + big16(static_cast<std::uint16_t>(value));
}
std::string little32(std::uint32_t value) { return little(value, 4); }

std::string packed(std::string_view plain) {
  uLongf size = compressBound(static_cast<uLong>(plain.size()));
  std::string out(size, '\0');
  compress2(reinterpret_cast<Bytef*>(out.data()), &size,
            reinterpret_cast<const Bytef*>(plain.data()), static_cast<uLong>(plain.size()), 9);
  out.resize(size);
  return out;
}

std::string png_chunk(std::string_view type, std::string_view data) {
  const std::string checked = std::string(type) + std::string(data);
  const auto sum =
      crc32(0, reinterpret_cast<const Bytef*>(checked.data()), static_cast<uInt>(checked.size()));
  return big32(static_cast<std::uint32_t>(data.size())) + checked +
         big32(static_cast<std::uint32_t>(sum));
}

std::string png_header(std::uint32_t width, std::uint32_t height, char depth, char color,
                       char interlace) {
  return big32(width) + big32(height) + depth + color + '\0' + '\0' + interlace;
}

std::string png_of(const std::string& header, std::string_view rows, std::string_view between) {
  return "\x89PNG\r\n\x1a\n" + png_chunk("IHDR", header) + std::string(between) +
         png_chunk("IDAT", packed(rows)) + png_chunk("IEND", "");
}

std::string png(std::uint32_t width, std::uint32_t height, std::string_view between) {
  const std::string row(1 + std::size_t{3} * width, '\0');
  std::string rows;
  for (std::uint32_t i = 0; i < height; ++i) rows += row;
  return png_of(png_header(width, height), rows, between);
}

std::string jpeg(std::uint16_t width, std::uint16_t height, std::string_view between) {
  using namespace std::string_literals;
  return "\xFF\xD8\xFF\xE0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"s +
         std::string(between) + "\xFF\xC0\x00\x0B\x08"s + big16(height) + big16(width) +
         "\x01\x01\x11\x00"s + "\xFF\xDA\x00\x08\x01\x01\x00\x00\x3F\x00"s +
         "\x12\xFF\x00\x34\xFF\xD0\x56"s + "\xFF\xD9"s;
}

std::string gif(std::uint16_t width, std::uint16_t height, int frames) {
  using namespace std::string_literals;
  std::string out = "GIF89a" + little(width, 2) + little(height, 2) +
                    "\x80\x00\x00\x00\x00\x00\xFF\xFF\xFF"s + "\x21\xFE\x03hey\x00"s;
  for (int i = 0; i < frames; ++i) {
    out +=
        "\x2C"s + little(0, 4) + little(width, 2) + little(height, 2) + "\x00\x02\x02\x84\x51\x00"s;
  }
  return out + "\x3B";
}

std::string webp_chunk(std::string_view type, std::string_view data) {
  return std::string(type) + little32(static_cast<std::uint32_t>(data.size())) + std::string(data) +
         (data.size() % 2 == 1 ? std::string(1, '\0') : std::string());
}

std::string webp_of(std::string_view chunks) {
  return "RIFF" + little32(static_cast<std::uint32_t>(chunks.size() + 4)) + "WEBP" +
         std::string(chunks);
}

std::string webp_lossless(std::uint32_t width, std::uint32_t height) {
  return webp_of(
      webp_chunk("VP8L", "\x2F" + little32((width - 1) | (height - 1) << 14U) + "pixels"));
}

std::string webp_lossy(std::uint16_t width, std::uint16_t height) {
  using namespace std::string_literals;
  return webp_of(webp_chunk(
      "VP8 ", "\x10\x00\x00\x9D\x01\x2A"s + little(width, 2) + little(height, 2) + "pixels"));
}

std::string webp_extended(std::uint32_t width, std::uint32_t height, std::string_view chunks) {
  return webp_of(
      webp_chunk("VP8X", std::string(4, '\0') + little(width - 1, 3) + little(height - 1, 3)) +
      std::string(chunks));
}

}  // namespace authledger::test
