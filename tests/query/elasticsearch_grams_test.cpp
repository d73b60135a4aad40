// Grams against plain substring search, without a server: a window is a term, a phrase is terms in
// a row.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "infra/elasticsearch/grams.h"
#include "infra/elasticsearch/order_number.h"
#include "infra/elasticsearch/utf8.h"
#include "query/keyword.h"
#include "shared/text.h"
#include "tests/support/scale.h"

namespace authledger::infra::elastic {
namespace {

const std::vector<std::string> kPieces = {
    "a",      "b",      "ab",     " ",      "\t",     "\n",     "-",
    "@",      "%",      "*",      "\\",     "\"",     "😀",      "日",
    "\u00a0", "\u0085", "\u2028", "\u1680", "\u3000", "\ue000", "\ue001",
    "\ue002", "\ue003", "\ue100", "\ue120", "\ue200", "\ue23f", "\ue3ff",
    "\uffff", "\u200b", "\u180e", "\ufeff", "\x1f",   "\x7f",   std::string("\0", 1)};

std::vector<std::string> terms(const std::string& text) {
  std::vector<std::string> out(1);
  for (const char c : text) {
    if (c == ' ')
      out.emplace_back();
    else
      out.back() += c;
  }
  return out;
}

// What the engine does with has_symbols().
bool has(const std::string& indexed, const std::u32string& wanted) {
  const auto stored = terms(indexed);
  if (wanted.size() < 3) {
    const std::string start = to_utf8(wanted);
    return std::any_of(stored.begin(), stored.end(),
                       [&](const auto& one) { return one.starts_with(start); });
  }
  const auto phrase = terms(windows(wanted));
  return std::search(stored.begin(), stored.end(), phrase.begin(), phrase.end()) != stored.end();
}

TEST(Grams, AreSubstringSearchForAnyText) {
  const auto seed = std::random_device{}();
  std::printf("seed %u\n", seed);
  std::mt19937 random(seed);
  const auto text = [&](std::size_t pieces) {
    std::string out;
    for (std::size_t i = random() % (pieces + 1); i > 0; --i)
      out += kPieces[random() % kPieces.size()];
    return out;
  };
  int found = 0;
  for (int i = 0; i < test::scaled(100'000, 10'000); ++i) {
    const std::string value = text(8);
    const std::string indexed = grams(value);
    const auto points = to_code_points(value);
    std::string wanted = text(3);
    if (random() % 2 == 0 && !points.empty()) {
      const auto from = random() % points.size();
      wanted = to_utf8(points.substr(from, 1 + random() % 4));
    }
    if (wanted.empty()) continue;
    const auto inner = symbols(wanted);
    const bool expected = points.find(to_code_points(wanted)) != std::u32string::npos;
    found += expected ? 1 : 0;
    ASSERT_EQ(has(indexed, inner), expected) << value << " | " << wanted;
    ASSERT_EQ(has(indexed, kStart + inner), value.starts_with(wanted)) << value << " | " << wanted;
    ASSERT_EQ(has(indexed, kStart + inner + kEnd + kEnd), value == wanted)
        << value << " | " << wanted;
    const int rank = query::keyword_rank(value, wanted);
    if (rank < 2) {
      ASSERT_EQ(has(indexed, kWordStart + inner), rank == 1) << value << " | " << wanted;
    }
  }
  EXPECT_GT(found, test::scaled(10'000, 1'000));
}

TEST(Grams, OfAliceAreTheDocumentedOnes) {
  EXPECT_EQ(grams("al"), "\ue000al al\ue001 l\ue001\ue001");
  EXPECT_EQ(grams(""), "\ue000\ue001\ue001");
}

TEST(Grams, HoldNothingThatTheAnalyzerSplitsAt) {
  for (const auto& piece : kPieces) {
    if (piece == "a" || piece == "b" || piece == "ab") continue;
    const auto one = symbols(piece);
    for (const char32_t point : one) {
      EXPECT_GT(point, 0x20U);
      for (const char32_t blank : std::u32string(U"\u0085\u00a0\u1680\u2028\u2029\u3000"))
        EXPECT_NE(point, blank);
    }
  }
}

TEST(OrderNumber, FollowsTheOrderOfBytes) {
  const auto seed = std::random_device{}();
  std::printf("seed %u\n", seed);
  std::mt19937 random(seed);
  const std::string id = "01932b4f-7c1a-7def-8123-456789abcdef";
  const std::string odd = "-./09:@AFG`afgz~\x7f\xc3 ";
  std::vector<std::string> texts = {"", id};
  for (int i = 0; i < 3000; ++i) {
    std::string text = id.substr(0, random() % (id.size() + 1));
    for (std::size_t k = random() % 3; k > 0 && !text.empty(); --k)
      text[random() % text.size()] = odd[random() % odd.size()];
    texts.push_back(text);
  }
  std::sort(texts.begin(), texts.end());
  for (std::size_t i = 1; i < texts.size(); ++i) {
    EXPECT_LE(text_number(texts[i - 1]), text_number(texts[i]))
        << texts[i - 1] << " | " << texts[i];
    EXPECT_LE(id_number(texts[i - 1]), id_number(texts[i])) << texts[i - 1] << " | " << texts[i];
  }
  EXPECT_LT(id_number("01932b4f-7c1a-7dee"), id_number("01932b4f-7c1a-7def"));
  EXPECT_LT(text_number("anna"), text_number("annb"));
}

}  // namespace
}  // namespace authledger::infra::elastic
