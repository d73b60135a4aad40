// Entity tags and ranges.
#include "infra/http/conditional.h"

#include <gtest/gtest.h>

#include "shared/errors.h"

namespace authledger::test {
namespace {

std::string part(std::string_view header, std::size_t size = 100) {
  const auto range = infra::parse_range(header, size);
  if (!range) return std::string(range.error().id);
  if (!*range) return "all";
  return std::to_string((*range)->first) + "+" + std::to_string((*range)->count);
}
const std::string kNone(errors::kRangeNotSatisfiable.id);

TEST(Range, OneOfBytes) {
  EXPECT_EQ(part("bytes=0-9"), "0+10");
  EXPECT_EQ(part("bytes=90-"), "90+10");
  EXPECT_EQ(part("bytes=-10"), "90+10");
  EXPECT_EQ(part("bytes=-1000"), "0+100");
  EXPECT_EQ(part("bytes=50-1000"), "50+50");
  EXPECT_EQ(part("bytes=99-99"), "99+1");
  EXPECT_EQ(part("Bytes=0-0"), "0+1");
  EXPECT_EQ(part("bytes=0-99999999999999999999999999"), "0+100");
}

TEST(Range, OutsideIsRefused) {
  EXPECT_EQ(part("bytes=100-"), kNone);
  EXPECT_EQ(part("bytes=100-200"), kNone);
  EXPECT_EQ(part("bytes=-0"), kNone);
  EXPECT_EQ(part("bytes=0-", 0), kNone);
  EXPECT_EQ(part("bytes=99999999999999999999999999-"), kNone);
}

TEST(Range, WhatIsNoneIsAll) {
  for (const auto* header :
       {"", "bytes", "bytes=", "bytes=-", "bytes=a-b", "bytes=5-2", "bytes=0-1,5-6", "items=0-1",
        "bytes=0x1-2", "bytes=+1-2", "bytes=1 -2"}) {
    EXPECT_EQ(part(header), "all") << header;
  }
}

TEST(EntityTag, IsFoundInAList) {
  EXPECT_TRUE(infra::names_etag("\"a\"", "\"a\""));
  EXPECT_TRUE(infra::names_etag("W/\"a\"", "\"a\""));
  EXPECT_TRUE(infra::names_etag("\"b\", \"a\"", "\"a\""));
  EXPECT_TRUE(infra::names_etag(" * ", "\"a\""));
  EXPECT_FALSE(infra::names_etag("", "\"a\""));
  EXPECT_FALSE(infra::names_etag("a", "\"a\""));
  EXPECT_FALSE(infra::names_etag("\"ab\", \"b\"", "\"a\""));
}

}  // namespace
}  // namespace authledger::test
