// Names of uploaded images.
#include "infra/files/file_name.h"

#include <gtest/gtest.h>

#include "infra/files/type_sniffer.h"
#include "tests/files/support/images.h"

namespace authledger::test {
namespace {

bool allowed(std::string_view name, std::string_view type = "image/png") {
  return infra::check_image_name(name, type).has_value();
}

TEST(FileName, PlainOnesAreAllowed) {
  for (const auto* name : {"me.png", "ME.PNG", "IMG_2024.01.05.png", "holiday (2).png", "été.png",
                           "日本.png", "my holiday photograph.in Rome.png"}) {
    EXPECT_TRUE(allowed(name)) << name;
  }
  EXPECT_TRUE(allowed("a.jpg", "image/jpeg"));
  EXPECT_TRUE(allowed("a.jpeg", "image/jpeg"));
  EXPECT_TRUE(allowed("a.gif", "image/gif"));
  EXPECT_TRUE(allowed("a.webp", "image/webp"));
}

TEST(FileName, WhatDeceivesIsRefused) {
  for (const char* name : {"",
                           "me",
                           ".png",
                           "me.png.",
                           "me.png ",
                           " me.png",
                           "../me.png",
                           "..\\me.png",
                           "/etc/passwd",
                           "C:me.png",
                           "me.php.png",
                           "me.svg.png",
                           "me.html5.png",
                           "me.png.exe",
                           "me.svg",
                           "me.jpg",
                           "me\n.png",
                           "me\x7F.png",
                           "me\u202Egnp.exe.png",
                           "me\u202Egnp.png",
                           "<b>.png",
                           "a\"b.png",
                           "a|b.png",
                           "a?b.png",
                           "\xFF.png"}) {
    EXPECT_FALSE(allowed(name)) << name;
  }
  EXPECT_FALSE(allowed(std::string("me\0.png", 7)));
  EXPECT_FALSE(allowed(std::string(200, 'a') + ".png"));
}

TEST(FileName, IsNoHeaderOfItsOwn) {
  EXPECT_EQ(infra::inline_disposition("my face.png"),
            "inline; filename=\"my face.png\"; filename*=UTF-8''my%20face.png");
  EXPECT_EQ(infra::inline_disposition("\u00E9\"\r\n;.png"),
            "inline; filename=\"______.png\"; filename*=UTF-8''%C3%A9%22%0D%0A%3B.png");
}

TEST(TypeSniffer, KnowsTheFourTypes) {
  const auto sniffer = infra::TypeSniffer::open().value();
  EXPECT_EQ(sniffer->mime_type(png()), "image/png");
  EXPECT_EQ(sniffer->mime_type(jpeg()), "image/jpeg");
  EXPECT_EQ(sniffer->mime_type(gif()), "image/gif");
  EXPECT_EQ(sniffer->mime_type(webp_lossy()), "image/webp");
  EXPECT_NE(sniffer->mime_type("<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>"), "image/png");
}

}  // namespace
}  // namespace authledger::test
