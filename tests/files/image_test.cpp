// Images as they are, and what attackers make of them.
#include "infra/files/image.h"

#include <gtest/gtest.h>

#include "shared/errors.h"
#include "tests/files/support/images.h"
#include "tests/support/seed.h"

namespace authledger::test {
namespace {

using namespace std::string_literals;

constexpr std::int64_t kPixelsMax = 1'000'000;

std::string verdict(std::string_view bytes) {
  const auto facts = infra::inspect_image(bytes, kPixelsMax);
  if (!facts) return std::string(facts.error().id);
  return std::string(facts->mime_type) + " " + std::to_string(facts->width_px) + "x" +
         std::to_string(facts->height_px);
}

const std::string kRefused(errors::kImageRefused.id);
const std::string kTooMany(errors::kImageTooManyPixels.id);
const std::string kOtherType(errors::kImageTypeRefused.id);

TEST(Image, SoundOnesAreMeasured) {
  EXPECT_EQ(verdict(png()), "image/png 3x2");
  EXPECT_EQ(verdict(jpeg()), "image/jpeg 16x8");
  EXPECT_EQ(verdict(gif(4, 4, 3)), "image/gif 4x4");
  EXPECT_EQ(verdict(webp_lossless()), "image/webp 5x7");
  EXPECT_EQ(verdict(webp_lossy()), "image/webp 5x7");
  const auto inner =
      webp_chunk("VP8L", "\x2F" + little32(4U | 6U << 14U) + "x") + webp_chunk("EXIF", "camera");
  EXPECT_EQ(verdict(webp_extended(5, 7, inner)), "image/webp 5x7");
}

TEST(Image, EveryKindOfPng) {
  EXPECT_EQ(verdict(png_of(png_header(9, 2, 1, 0), std::string(6, '\0'))), "image/png 9x2");
  EXPECT_EQ(verdict(png_of(png_header(3, 1, 2, 3), std::string(2, '\0'), png_chunk("PLTE", "rgb"))),
            "image/png 3x1");
  EXPECT_EQ(verdict(png_of(png_header(2, 1, 16, 6), std::string(17, '\0'))), "image/png 2x1");
  // Adam7 of 3 × 2: passes of 1×1, none, none, 1×1, none, 1×1, 3×1.
  EXPECT_EQ(verdict(png_of(png_header(3, 2, 8, 0, 1), std::string(2 + 2 + 2 + 4, '\0'))),
            "image/png 3x2");
  EXPECT_EQ(verdict(png(3, 2,
                        png_chunk("tEXt", "Title\0me"s) +
                            png_chunk("zTXt", "Note\0\0"s + packed("hello")) +
                            png_chunk("iTXt", "Note\0\1\0de\0Notiz\0"s + packed("hallo")) +
                            png_chunk("iTXt", "Plain\0\0\0\0\0hallo"s))),
            "image/png 3x2");
}

TEST(Image, OtherTypesAreRefused) {
  EXPECT_EQ(verdict(""), kOtherType);
  EXPECT_EQ(verdict("<svg xmlns=\"http://www.w3.org/2000/svg\"><script/></svg>"), kOtherType);
  EXPECT_EQ(verdict("%PDF-1.7"), kOtherType);
  EXPECT_EQ(verdict("BM" + std::string(60, '\0')), kOtherType);
  EXPECT_EQ(verdict(" " + png()), kOtherType);
}

TEST(Image, TextBehindTheEndIsRefused) {
  for (const auto& image : {png(), jpeg(), gif(), webp_lossless(), webp_lossy()}) {
    EXPECT_EQ(verdict(image + "PK\3\4"), kRefused) << image.substr(0, 12);
    EXPECT_EQ(verdict(image + std::string(1, '\0')), kRefused) << image.substr(0, 12);
  }
}

TEST(Image, EveryBeginningOfOneIsRefused) {
  for (const auto& image : {png(), jpeg(), gif(4, 4, 2), webp_lossless(), webp_lossy()}) {
    for (std::size_t length = 0; length < image.size(); ++length) {
      const auto found = verdict(std::string_view(image).substr(0, length));
      EXPECT_TRUE(found == kRefused || found == kOtherType) << length << ": " << found;
    }
  }
}

TEST(Image, HiddenPagesScriptsAndArchivesAreRefused) {
  for (const auto* text :
       {"<script>alert(1)</script>", "<ScRiPt src=x>", "<!DOCTYPE html>", "<?php system($_GET[0]);",
        "<img src=x onerror=alert(1)>", "<a href=javascript:alert(1)>", "<svg onload=x>"}) {
    EXPECT_EQ(verdict(png(3, 2, png_chunk("tEXt", "Comment\0"s + text))), kRefused) << text;
    EXPECT_EQ(verdict(png(3, 2, png_chunk("zTXt", "Comment\0\0"s + packed(text)))), kRefused);
    EXPECT_EQ(verdict(png(3, 2, png_chunk("iTXt", "C\0\1\0\0\0"s + packed(text)))), kRefused);
    EXPECT_EQ(
        verdict(jpeg(16, 8,
                     "\xFF\xFE\x00\x40"s + text + std::string(62 - std::string(text).size(), ' '))),
        kRefused)
        << text;
  }
  EXPECT_EQ(verdict(png(3, 2, png_chunk("prVt", "PK\5\6" + std::string(18, '\0')))), kRefused);
}

TEST(Image, MorePixelsThanAllowedAreRefusedBeforeAnythingIsUnpacked) {
  EXPECT_EQ(verdict(png_of(png_header(10'000, 10'000), "")), kTooMany);
  EXPECT_EQ(verdict(png_of(png_header(0x7FFFFFFF, 0x7FFFFFFF), "")), kTooMany);
  EXPECT_EQ(verdict(jpeg(60'000, 60'000)), kTooMany);
  EXPECT_EQ(verdict(gif(60'000, 60'000)), kTooMany);
  EXPECT_EQ(verdict(webp_lossless(16'000, 16'000)), kTooMany);
  EXPECT_EQ(verdict(webp_lossy(16'000, 16'000)), kTooMany);
  EXPECT_EQ(verdict(webp_extended(1U << 24U, 1U << 24U, "")), kTooMany);
  EXPECT_EQ(verdict(gif(1000, 1000, 9)), kTooMany) << "frames count together";
  EXPECT_EQ(verdict(gif(1, 1, 1001)), kTooMany);
  EXPECT_EQ(verdict(png_of(png_header(0, 5), "")), kRefused);
}

TEST(Image, BombsAreRefused) {
  const std::string zeros(8 << 20, '\0');
  EXPECT_EQ(verdict(png_of(png_header(3, 2), zeros)), kRefused) << "more pixels than it says";
  EXPECT_EQ(verdict(png_of(png_header(3, 2), std::string(19, '\0'))), kRefused) << "fewer";
  EXPECT_EQ(verdict(png(3, 2, png_chunk("zTXt", "Note\0\0"s + packed(zeros)))), kRefused);
  EXPECT_EQ(verdict(png(3, 2, png_chunk("iCCP", "Note\0\0"s + packed(zeros)))), kRefused);
}

TEST(Image, WhatNoDecoderNeedsIsRefused) {
  EXPECT_EQ(verdict(png(3, 2, png_chunk("acTL", std::string(8, '\0')))), kRefused);
  EXPECT_EQ(verdict(png(3, 2, png_chunk("EVIL", "x"))), kRefused);
  auto wrong_sum = png();
  auto& byte = wrong_sum[wrong_sum.size() - 20];
  byte = static_cast<char>(byte + 1);
  EXPECT_EQ(verdict(wrong_sum), kRefused);
  EXPECT_EQ(verdict(webp_extended(5, 7, webp_chunk("EVIL", "x"))), kRefused);
  EXPECT_EQ(verdict(webp_extended(6, 7, webp_chunk("VP8L", "\x2F" + little32(4U | 6U << 14U)))),
            kRefused)
      << "the image is not the canvas";
  EXPECT_EQ(verdict(webp_extended(5, 7, "")), kRefused) << "no image";
}

// Whatever is changed, the answer is one of the four, and comes.
TEST(ImageProperty, DamagedOnesAreJudgedWithoutHarm) {
  Dice dice(new_seed());
  const std::string seeds[] = {png(), jpeg(), gif(4, 4, 2), webp_lossless(), webp_lossy()};
  for (int i = 0; i < 20'000; ++i) {
    auto image = seeds[dice.number(0, 4)];
    for (auto changes = dice.number(1, 4); changes > 0; --changes) {
      const auto at =
          static_cast<std::size_t>(dice.number(0, static_cast<std::int64_t>(image.size()) - 1));
      if (dice.coin())
        image[at] = static_cast<char>(dice.number(0, 255));
      else
        image.erase(at, static_cast<std::size_t>(dice.number(0, 3)));
      if (image.empty()) image = "x";
    }
    const auto found = verdict(image);
    EXPECT_TRUE(found.starts_with("image/") || found == kRefused || found == kTooMany ||
                found == kOtherType)
        << found;
  }
}

}  // namespace
}  // namespace authledger::test
