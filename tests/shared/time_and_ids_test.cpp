#include <gtest/gtest.h>

#include "shared/ids.h"
#include "shared/time.h"
#include "tests/support/seed.h"

namespace authledger::test {
namespace {

TEST(Time, IsPrintedInIso8601) {
  EXPECT_EQ(to_iso8601(Timestamp{0}), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(to_iso8601(Timestamp{1'767'225'600'001}), "2026-01-01T00:00:00.001Z");
  EXPECT_EQ(to_iso8601(Timestamp{-1}), "1969-12-31T23:59:59.999Z");
  EXPECT_EQ(to_iso8601(Timestamp{951'782'400'000}), "2000-02-29T00:00:00.000Z");
}

TEST(Time, ComesBackAsItWas) {
  const auto seed = new_seed();
  Dice dice(seed);
  constexpr std::int64_t kYear0_ms = -62'167'219'200'000;
  constexpr std::int64_t kYear9999_ms = 253'402'300'799'999;
  for (int round = 0; round < 2000; ++round) {
    const Timestamp time{dice.number(kYear0_ms, kYear9999_ms)};
    ASSERT_EQ(parse_iso8601(to_iso8601(time)), time)
        << to_iso8601(time) << " seed " << seed << " round " << round;
  }
}

TEST(Time, TakesAnyFraction) {
  EXPECT_EQ(parse_iso8601("2026-01-01T00:00:00Z")->ms, 1'767'225'600'000);
  EXPECT_EQ(parse_iso8601("2026-01-01T00:00:00.5Z")->ms, 1'767'225'600'500);
  EXPECT_EQ(parse_iso8601("2026-01-01T00:00:00.12Z")->ms, 1'767'225'600'120);
  EXPECT_EQ(parse_iso8601("2026-01-01T00:00:00.123456789Z")->ms, 1'767'225'600'123);
}

TEST(Time, TakesNothingElse) {
  for (const char* text : {"",
                           "Z",
                           "2026-01-01",
                           "2026-01-01T00:00:00",
                           "2026-01-01T00:00:00+00:00",
                           "2026-01-01T00:00:00.Z",
                           "2026-01-01T00:00:00Zx",
                           "2026-01-01 00:00:00Z",
                           "2026-13-01T00:00:00Z",
                           "2026-00-01T00:00:00Z",
                           "2026-02-29T00:00:00Z",
                           "2026-01-32T00:00:00Z",
                           "2026-01-01T24:00:00Z",
                           "2026-01-01T00:60:00Z",
                           "2026-01-01T00:00:60Z",
                           "2026-1-1T0:0:0Z",
                           "2026- 1-01T00:00:00Z",
                           "+026-01-01T00:00:00Z",
                           " 2026-01-01T00:00:00Z",
                           "2026-01-01T-1:00:00Z",
                           "2026-01-01T00:00:+1Z",
                           "2026-01-01t00:00:00z"}) {
    EXPECT_FALSE(parse_iso8601(text)) << text;
  }
}

TEST(Uuid, HasVersionSevenAndItsTime) {
  const auto id = uuid_v7(Timestamp{0x0123456789ab}, std::string(10, '\xff'));
  EXPECT_EQ(id, "01234567-89ab-7fff-bfff-ffffffffffff");
  EXPECT_EQ(uuid_v7(Timestamp{0}, std::string(10, '\0')), "00000000-0000-7000-8000-000000000000");
}

TEST(Uuid, LaterOnesSortLater) {
  const auto seed = new_seed();
  Dice dice(seed);
  const auto random = [&] {
    std::string bytes;
    for (int i = 0; i < 10; ++i) bytes += static_cast<char>(dice.number(-128, 127));
    return bytes;
  };
  for (int round = 0; round < 1000; ++round) {
    const Timestamp early{dice.number(0, (std::int64_t{1} << 48) - 2)};
    const Timestamp late{dice.number(early.ms + 1, (std::int64_t{1} << 48) - 1)};
    const auto first = uuid_v7(early, random());
    const auto second = uuid_v7(late, random());
    ASSERT_LT(first, second) << "seed " << seed << " round " << round;
    ASSERT_TRUE(is_uuid(first)) << first;
  }
}

TEST(Uuid, IsRecognised) {
  EXPECT_TRUE(is_uuid("018f0000-0000-7000-8000-0000000a11ce"));
  EXPECT_TRUE(is_uuid("018F0000-0000-7000-8000-0000000A11CE"));
  for (const char* text :
       {"", "018f0000-0000-7000-8000-0000000a11c", "018f0000-0000-7000-8000-0000000a11cee",
        "018f00000000-7000-8000-0000000a11ce-", "018g0000-0000-7000-8000-0000000a11ce",
        "018f0000 0000 7000 8000 0000000a11ce", "{18f0000-0000-7000-8000-0000000a11c}"}) {
    EXPECT_FALSE(is_uuid(text)) << text;
  }
}

}  // namespace
}  // namespace authledger::test
