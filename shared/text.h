// Unicode, by ICU: one folding for every engine.
#pragma once

#include <string>
#include <string_view>

namespace authledger {

// For comparing regardless of case, accents and width: NFKD, without combining marks (Mn), full
// case folding, NFKC. Invalid UTF-8 becomes U+FFFD. Deterministic, and the same for values and for
// what is searched.
std::string fold(std::string_view utf8);

// For unique values such as e-mail addresses: NFC, full case folding, NFC; accents stay.
std::string lower_case(std::string_view utf8);

// Whether a code point is a letter or a digit (for word starts).
bool is_word_character(char32_t point);

}  // namespace authledger
