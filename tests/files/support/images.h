// Small sound images, made by hand, and what attackers make of them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace authledger::test {

std::string big32(std::uint32_t value);
std::string little32(std::uint32_t value);
std::string packed(std::string_view plain);  // zlib

std::string png_chunk(std::string_view type, std::string_view data);
std::string png_header(std::uint32_t width, std::uint32_t height, char depth = 8, char color = 2,
                       char interlace = 0);
// Signature, header, `between`, one IDAT of `rows`, IEND.
std::string png_of(const std::string& header, std::string_view rows, std::string_view between = {});

std::string png(std::uint32_t width = 3, std::uint32_t height = 2, std::string_view between = {});
std::string jpeg(std::uint16_t width = 16, std::uint16_t height = 8, std::string_view between = {});
std::string gif(std::uint16_t width = 4, std::uint16_t height = 4, int frames = 1);
std::string webp_lossless(std::uint32_t width = 5, std::uint32_t height = 7);
std::string webp_lossy(std::uint16_t width = 5, std::uint16_t height = 7);
std::string webp_of(std::string_view chunks);
std::string webp_chunk(std::string_view type, std::string_view data);
std::string webp_extended(std::uint32_t width, std::uint32_t height, std::string_view chunks);

}  // namespace authledger::test
