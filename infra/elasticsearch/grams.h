// Substring search on a text field with the core `whitespace` analyzer: a value is indexed as the
// sequence of its windows of three symbols, so that "contains" is a phrase of windows, exact and
// without a plug-in.
//
// A folded value becomes symbols: kStart, its characters, kEnd, kEnd. Behind each character that is
// no letter or digit stands kWordStart. A value contains v exactly if its symbols contain those of
// v; starts with v if they contain kStart + those of v; has v behind a non-letter if they contain
// kWordStart + those of v; equals v if they contain kStart + those of v + kEnd + kEnd. Any text
// works: what the analyzer would split at, and the marks themselves, are escaped (one-to-one, and
// no escape has the beginning of another symbol inside).
#pragma once

#include <string>
#include <string_view>

namespace authledger::infra::elastic {

inline constexpr char32_t kStart = 0xE000;
inline constexpr char32_t kEnd = 0xE001;
inline constexpr char32_t kWordStart = 0xE002;

// Without start and end. REQUIRES: valid UTF-8.
std::u32string symbols(std::string_view folded);

// The windows of three, separated by spaces. REQUIRES: at least three symbols.
std::string windows(std::u32string_view symbols);

// What is indexed for a value: one window per symbol, and at least one.
std::string grams(std::string_view folded);

// The query (JSON) for "has these symbols somewhere". REQUIRES: at least one symbol.
std::string has_symbols(std::string_view field, std::u32string_view wanted);

}  // namespace authledger::infra::elastic
