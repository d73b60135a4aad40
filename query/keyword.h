// What a keyword means (list_query.h), in one place for every engine: its words, and how well a
// value matches.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace authledger::query {

struct Keyword {
  std::vector<std::string> words;  // folded, none empty
  std::string whole;               // the words with one space between
};

// Folded, then split at Unicode white space. Without a word there is nothing to match: such a
// keyword is none.
Keyword parse_keyword(std::string_view text);

// 3 the value equals the keyword, 2 starts with it, 1 has it at the start of a word, 0 else. Both
// folded.
int keyword_rank(std::string_view folded_value, std::string_view folded_keyword);

}  // namespace authledger::query
