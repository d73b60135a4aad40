#include "shared/json.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <vector>

#include "shared/errors.h"

namespace authledger {
namespace {

constexpr std::size_t kDepthMax = 32;

// Refuses deep texts before the parser recurses into them.
bool too_deep(std::string_view text) {
  std::size_t depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c == '\\')
        ++i;
      else if (c == '"')
        quoted = false;
    } else if (c == '"') {
      quoted = true;
    } else if (c == '{' || c == '[') {
      if (++depth > kDepthMax) return true;
    } else if ((c == '}' || c == ']') && depth > 0) {
      --depth;
    }
  }
  return false;
}

// RapidJSON makes invalid UTF-8 of an escape like \udc00 that follows no first half.
bool has_surrogate(std::string_view text) {
  return text.find('\xed') != std::string_view::npos && !is_utf8(text);
}

// Makes the document, but reads the numbers itself: RapidJSON's exact reading of them leaves its
// tables for texts like 0.00…0E-299, which ends the process.
class Builder {
 public:
  explicit Builder(JsonDocument& document) : document_(document) {}

  bool Null() { return document_.Null(); }
  bool Bool(bool value) { return document_.Bool(value); }
  bool String(const char* text, rapidjson::SizeType size, bool copy) {
    return !has_surrogate({text, size}) && document_.String(text, size, copy);
  }
  bool Key(const char* text, rapidjson::SizeType size, bool copy) {
    return !has_surrogate({text, size}) && document_.Key(text, size, copy);
  }
  bool StartObject() { return document_.StartObject(); }
  bool EndObject(rapidjson::SizeType count) { return document_.EndObject(count); }
  bool StartArray() { return document_.StartArray(); }
  bool EndArray(rapidjson::SizeType count) { return document_.EndArray(count); }

  // False, which ends the parsing: too large for a double.
  bool RawNumber(const char* text, rapidjson::SizeType size, bool) {
    if (std::int64_t whole = 0; read(text, size, whole)) return document_.Int64(whole);
    if (std::uint64_t whole = 0; read(text, size, whole)) return document_.Uint64(whole);
    double real = 0;
    if (!read(text, size, real))
      real = std::strtod(text, nullptr);  // as good as zero, or too large
    return std::isfinite(real) && document_.Double(real);
  }

  // Never called: all numbers are raw.
  bool Int(int) { return false; }
  bool Uint(unsigned) { return false; }
  bool Int64(std::int64_t) { return false; }
  bool Uint64(std::uint64_t) { return false; }
  bool Double(double) { return false; }

 private:
  JsonDocument& document_;

  template <class Number>
  static bool read(const char* text, std::size_t size, Number& into) {
    const auto [end, failure] = std::from_chars(text, text + size, into);
    return failure == std::errc() && end == text + size;
  }
};

bool has_duplicate_key(const JsonValue& value) {
  if (value.IsArray()) {
    return std::any_of(value.Begin(), value.End(),
                       [](const JsonValue& item) { return has_duplicate_key(item); });
  }
  if (!value.IsObject()) return false;
  std::vector<std::string_view> keys;
  for (const auto& member : value.GetObject()) {
    keys.push_back(as_view(member.name));
    if (has_duplicate_key(member.value)) return true;
  }
  std::sort(keys.begin(), keys.end());
  return std::adjacent_find(keys.begin(), keys.end()) != keys.end();
}

}  // namespace

Result<JsonDocument> parse_json(std::string_view text) {
  if (too_deep(text)) return fail(errors::kInvalidJson, "The JSON is nested too deeply.");
  // The parser would take a zero byte for the end and not look at what follows.
  if (const auto zero = text.find('\0'); zero != std::string_view::npos) {
    return fail(errors::kInvalidJson, "Not valid JSON at byte " + std::to_string(zero) + ".");
  }
  JsonDocument document;
  rapidjson::MemoryStream bytes(text.data(), text.size());
  rapidjson::EncodedInputStream<rapidjson::UTF8<>, rapidjson::MemoryStream> stream(bytes);
  rapidjson::Reader reader;
  rapidjson::ParseResult result;
  auto read = [&](JsonDocument& target) {
    constexpr unsigned kFlags =
        rapidjson::kParseValidateEncodingFlag | rapidjson::kParseNumbersAsStringsFlag;
    Builder builder(target);
    result = reader.Parse<kFlags>(stream, builder);
    return !result.IsError();
  };
  document.Populate(read);
  if (result.IsError()) {
    return fail(errors::kInvalidJson,
                "Not valid JSON at byte " + std::to_string(result.Offset()) + ".");
  }
  if (has_duplicate_key(document)) return fail(errors::kInvalidJson, "The JSON names a key twice.");
  return document;
}

std::string_view text_member(const JsonValue& object, const char* name) {
  const auto found = object.FindMember(name);
  if (found == object.MemberEnd() || !found->value.IsString()) return {};
  return as_view(found->value);
}

std::string json_quote(std::string_view text) {
  rapidjson::StringBuffer buffer;
  JsonWriter writer(buffer);
  write_text(writer, text);
  return buffer_text(buffer);
}

void write_value(JsonWriter& writer, const JsonValue& value) { value.Accept(writer); }

std::string to_text(const JsonValue& value) {
  rapidjson::StringBuffer buffer;
  JsonWriter writer(buffer);
  value.Accept(writer);
  return buffer_text(buffer);
}

bool is_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const std::size_t more = byte < 0x80                   ? 0
                             : byte >= 0xc2 && byte < 0xe0 ? 1
                             : byte >= 0xe0 && byte < 0xf0 ? 2
                             : byte >= 0xf0 && byte < 0xf5 ? 3
                                                           : 9;
    if (more == 9 || i + more >= text.size() + (more == 0 ? 1 : 0)) return false;
    std::uint32_t point = more == 0 ? byte : byte & (0x3fU >> more);
    for (std::size_t k = 1; k <= more; ++k) {
      const auto next = static_cast<unsigned char>(text[i + k]);
      if ((next & 0xc0) != 0x80) return false;
      point = (point << 6) | (next & 0x3f);
    }
    if ((more == 2 && (point < 0x800 || (point >= 0xd800 && point < 0xe000))) ||
        (more == 3 && (point < 0x10000 || point > 0x10ffff))) {
      return false;
    }
    i += more + 1;
  }
  return true;
}

std::size_t code_points(std::string_view utf8) {
  return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  }));
}

}  // namespace authledger
