// multipart/form-data as clients send it, and as attackers do.
#include "infra/http/multipart.h"

#include <gtest/gtest.h>

#include "shared/errors.h"
#include "tests/support/seed.h"

namespace authledger::test {
namespace {

using namespace std::string_literals;
using infra::MultipartPart;
using infra::parse_multipart;

const std::string kType = "multipart/form-data; boundary=XX";

std::string part(const std::string& disposition, const std::string& body,
                 const std::string& more = "") {
  return "--XX\r\nContent-Disposition: " + disposition + "\r\n" + more + "\r\n" + body + "\r\n";
}
std::string file(const std::string& body) {
  return part("form-data; name=\"file\"; filename=\"a.png\"", body, "Content-Type: image/png\r\n");
}
std::string_view verdict(const std::string& body, const std::string& type = kType) {
  const auto parts = parse_multipart(type, body);
  return parts ? std::string_view("taken") : parts.error().id;
}
const std::string_view kBad = errors::kInvalidMultipart.id;

TEST(Multipart, PartsAsSent) {
  const std::string body =
      file("\x89PNG\r\n--X\r\n\0"s) + part("form-data; name=metadata", "{}") + "--XX--\r\n";
  const auto parts = parse_multipart(kType, body);
  ASSERT_TRUE(parts) << parts.error().detail;
  ASSERT_EQ(parts->size(), 2U);
  EXPECT_EQ((*parts)[0].name, "file");
  EXPECT_EQ((*parts)[0].file_name, "a.png");
  EXPECT_EQ((*parts)[0].content_type, "image/png");
  EXPECT_EQ((*parts)[0].body, "\x89PNG\r\n--X\r\n\0"s);
  EXPECT_EQ((*parts)[1].name, "metadata");
  EXPECT_EQ((*parts)[1].file_name, std::nullopt);
  EXPECT_EQ((*parts)[1].body, "{}");
}

TEST(Multipart, WhatClientsDo) {
  EXPECT_EQ(verdict("--XX--"), "taken") << "no part at all";
  EXPECT_EQ(verdict(file("") + "--XX--"), "taken") << "an empty file";
  EXPECT_EQ(verdict(file("x") + "--XX--", "Multipart/Form-Data;BOUNDARY=\"XX\""), "taken");
  const auto parts = parse_multipart(
      kType, part("form-data; name=\"a\"; filename=\"C:\\dir\\a \\\"b\\\".png\"", "x") + "--XX--");
  ASSERT_TRUE(parts);
  EXPECT_EQ((*parts)[0].file_name, "C:\\dir\\a \"b\".png") << "told as it came; judged elsewhere";
}

TEST(Multipart, OtherTypesAreRefused) {
  for (const auto* type : {"", "application/json", "multipart/mixed; boundary=XX",
                           "application/x-www-form-urlencoded", "multipart/form-data2"}) {
    EXPECT_EQ(verdict(file("x") + "--XX--", type), errors::kNotMultipart.id) << type;
  }
  for (const auto* boundary : {"", "; boundary=", "; boundary=\"\"", "; boundary=X\"X",
                               "; boundary=XX; boundary=YY", "; boundary=\"a\nb\""}) {
    EXPECT_NE(verdict(file("x") + "--XX--", "multipart/form-data"s + boundary), "taken")
        << boundary;
  }
  EXPECT_EQ(verdict("", "multipart/form-data; boundary=" + std::string(71, 'X')), kBad);
}

TEST(Multipart, WhatCouldBeReadInTwoWaysIsRefused) {
  const std::string end = "--XX--\r\n";
  EXPECT_EQ(verdict("preamble\r\n" + file("x") + end), kBad);
  EXPECT_EQ(verdict(file("x") + end + "epilogue"), kBad);
  EXPECT_EQ(verdict(file("x")), kBad) << "no end";
  EXPECT_EQ(verdict(file("x") + "--XX"), kBad);
  EXPECT_EQ(verdict("--XXYY\r\n" + end), kBad);
  EXPECT_EQ(verdict(part("attachment; name=\"a\"", "x") + end), kBad);
  EXPECT_EQ(verdict(part("form-data", "x") + end), kBad);
  EXPECT_EQ(verdict(part("form-data; name=\"\"", "x") + end), kBad);
  EXPECT_EQ(verdict(part("form-data; name=\"a\"; name=\"b\"", "x") + end), kBad);
  EXPECT_EQ(verdict(part("form-data; name=\"a\"; filename=\"a\"; filename*=UTF-8''b", "x") + end),
            kBad);
  EXPECT_EQ(verdict(part("form-data; name=\"a", "x") + end), kBad);
  const std::string named = "form-data; name=\"a\"";
  EXPECT_EQ(verdict(part(named, "x", "Content-Disposition: form-data; name=\"b\"\r\n") + end),
            kBad);
  EXPECT_EQ(verdict(part(named, "x", "Content-Transfer-Encoding: base64\r\n") + end), kBad);
  EXPECT_EQ(verdict(part(named, "x", " folded\r\n") + end), kBad);
  EXPECT_EQ(verdict(part(named, "x", "X-A: \x01\r\n") + end), kBad);
  EXPECT_EQ(verdict(part(named, "x", "X-A: " + std::string(3000, 'a') + "\r\n") + end), kBad);
  EXPECT_EQ(verdict("--XX\r\n\r\nx\r\n" + end), kBad) << "a part without headers";
  std::string many;
  for (int i = 0; i < 17; ++i) many += part(named, "x");
  EXPECT_EQ(verdict(many + end), kBad);
}

// What was put in comes out, whatever it is; cut anywhere, it is refused.
TEST(MultipartProperty, RoundTrip) {
  Dice dice(new_seed());
  for (int i = 0; i < 500; ++i) {
    std::vector<std::string> bodies;
    std::string text;
    for (auto left = dice.number(0, 5); left > 0; --left) {
      std::string body = dice.text(40);
      for (auto lines = dice.number(0, 3); lines > 0; --lines) body += "\r\n--X" + dice.text(3);
      if (body.find("\r\n--XX") != std::string::npos) continue;
      bodies.push_back(body);
      text += part("form-data; name=\"n\"; filename=\"f\"", body);
    }
    text += "--XX--";
    const auto parts = parse_multipart(kType, text);
    ASSERT_TRUE(parts) << parts.error().detail;
    ASSERT_EQ(parts->size(), bodies.size());
    for (std::size_t at = 0; at < bodies.size(); ++at) EXPECT_EQ((*parts)[at].body, bodies[at]);
    const auto cut =
        static_cast<std::size_t>(dice.number(0, static_cast<std::int64_t>(text.size()) - 1));
    EXPECT_EQ(verdict(text.substr(0, cut)), kBad) << cut;
  }
}

}  // namespace
}  // namespace authledger::test
