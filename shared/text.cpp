#include "shared/text.h"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>

namespace authledger {
namespace {

bool is_plain_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string lower_ascii(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return out;
}

icu::UnicodeString from_utf8(std::string_view utf8) {
  return icu::UnicodeString::fromUTF8(
      icu::StringPiece(utf8.data(), static_cast<int32_t>(utf8.size())));
}

icu::UnicodeString normalize(const icu::Normalizer2* form, const icu::UnicodeString& text) {
  UErrorCode status = U_ZERO_ERROR;
  icu::UnicodeString out = form->normalize(text, status);
  return U_SUCCESS(status) ? out : text;
}

const icu::Normalizer2* nfkd_form() {
  UErrorCode status = U_ZERO_ERROR;
  static const icu::Normalizer2* form = icu::Normalizer2::getNFKDInstance(status);
  return form;
}

const icu::Normalizer2* nfkc_form() {
  UErrorCode status = U_ZERO_ERROR;
  static const icu::Normalizer2* form = icu::Normalizer2::getNFKCInstance(status);
  return form;
}

icu::UnicodeString without_marks(const icu::UnicodeString& text) {
  icu::UnicodeString out;
  for (int32_t i = 0; i < text.length();) {
    const UChar32 point = text.char32At(i);
    if (u_charType(point) != U_NON_SPACING_MARK) out.append(point);
    i += U16_LENGTH(point);
  }
  return out;
}

}  // namespace

std::string fold(std::string_view utf8) {
  if (is_plain_ascii(utf8)) return lower_ascii(utf8);
  icu::UnicodeString text = without_marks(normalize(nfkd_form(), from_utf8(utf8)));
  text.foldCase();
  text = normalize(nfkc_form(), without_marks(normalize(nfkd_form(), text)));
  std::string out;
  text.toUTF8String(out);
  return out;
}

std::string lower_case(std::string_view utf8) {
  if (is_plain_ascii(utf8)) return lower_ascii(utf8);
  UErrorCode status = U_ZERO_ERROR;
  static const icu::Normalizer2* form = icu::Normalizer2::getNFCInstance(status);
  icu::UnicodeString text = normalize(form, from_utf8(utf8));
  text.foldCase();
  std::string out;
  normalize(form, text).toUTF8String(out);
  return out;
}

bool is_word_character(char32_t point) { return u_isalnum(static_cast<UChar32>(point)) != 0; }

}  // namespace authledger
