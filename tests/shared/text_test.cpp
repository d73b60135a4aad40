#include "shared/text.h"

#include <gtest/gtest.h>

#include "shared/json.h"
#include "shared/password_text.h"
#include "tests/support/seed.h"

namespace authledger::test {
namespace {

struct Folding {
  const char* text;
  const char* expected;
};

TEST(Fold, ForgetsCaseAccentsAndWidth) {
  for (const auto& row :
       {Folding{"", ""}, Folding{"Alice", "alice"}, Folding{"ÄÖÜ", "aou"},
        Folding{"Straße", "strasse"}, Folding{"STRASSE", "strasse"}, Folding{"Ａｌｉｃｅ", "alice"},
        Folding{"é", "e"}, Folding{"e\xcc\x81", "e"}, Folding{"ΣΊΣΥΦΟΣ", "σισυφοσ"},
        Folding{"σίσυφος", "σισυφοσ"}, Folding{"ﬁx", "fix"}, Folding{"İ", "i"},
        Folding{"Ångström", "angstrom"}, Folding{"Ž", "z"}, Folding{"日本", "日本"},
        Folding{"Việt Nam", "viet nam"}}) {
    EXPECT_EQ(fold(row.text), row.expected) << row.text;
  }
}

TEST(LowerCase, KeepsAccents) {
  for (const auto& row : {Folding{"Alice@Example.COM", "alice@example.com"}, Folding{"É", "é"},
                          Folding{"E\xcc\x81", "é"}, Folding{"Straße", "strasse"},
                          Folding{"\xe2\x84\xaa", "k"}, Folding{"Ａ", "ａ"}}) {
    EXPECT_EQ(lower_case(row.text), row.expected) << row.text;
  }
  EXPECT_NE(lower_case("é"), lower_case("e"));
}

TEST(Nfkc, IsOneFormOfEachPassword) {
  EXPECT_EQ(nfkc("E\xcc\x81"), "É");
  EXPECT_EQ(nfkc("ﬁ"), "fi");
  EXPECT_EQ(nfkc("Pass Word"), "Pass Word");
}

TEST(Text, DamagedUtf8BecomesTheReplacementCharacter) {
  EXPECT_EQ(lower_case("a\xff"), "a\xef\xbf\xbd");
  EXPECT_EQ(fold("a\xff"), "a\xef\xbf\xbd");
  EXPECT_EQ(nfkc("a\xff"), std::nullopt);
}

// What is stored folded is found by what is folded again.
TEST(Text, TwiceIsOnce) {
  const auto seed = new_seed();
  Dice dice(seed);
  for (int round = 0; round < 2000; ++round) {
    SCOPED_TRACE("seed " + std::to_string(seed) + " round " + std::to_string(round));
    const auto text = dice.text(6);
    ASSERT_EQ(fold(fold(text)), fold(text)) << json_quote(text);
    ASSERT_EQ(lower_case(lower_case(text)), lower_case(text)) << json_quote(text);
    const auto normal = nfkc(text);
    ASSERT_TRUE(normal) << json_quote(text);
    ASSERT_EQ(nfkc(*normal), normal) << json_quote(text);
    ASSERT_TRUE(is_utf8(fold(text)));
  }
}

TEST(Text, KnowsWordCharacters) {
  for (const char32_t point : {U'a', U'Z', U'7', U'ä', U'日'})
    EXPECT_TRUE(is_word_character(point));
  for (const char32_t point : {U' ', U'-', U'@', U'\0', U'😀'})
    EXPECT_FALSE(is_word_character(point));
}

}  // namespace
}  // namespace authledger::test
