// JSON text in and out, over RapidJSON. Parsing refuses what RapidJSON alone would accept: deep
// nesting (more than 32 levels), duplicate keys, invalid UTF-8, numbers beyond a double.
#pragma once

#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <string>
#include <string_view>

#include "shared/result.h"

namespace authledger {

using JsonValue = rapidjson::Value;
using JsonDocument = rapidjson::Document;
using JsonWriter = rapidjson::Writer<rapidjson::StringBuffer>;

// Errors: request.invalid_json with the offset.
Result<JsonDocument> parse_json(std::string_view text);

std::string json_quote(std::string_view text);  // with the quotation marks
std::string to_text(const JsonValue& value);
void write_value(JsonWriter& writer, const JsonValue& value);

inline std::string_view as_view(const JsonValue& value) {
  return {value.GetString(), value.GetStringLength()};
}
// Empty: the object has no such member, or it is no text.
std::string_view text_member(const JsonValue& object, const char* name);

inline void write_text(JsonWriter& writer, std::string_view text) {
  writer.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}
inline void write_key(JsonWriter& writer, std::string_view text) {
  writer.Key(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}
inline std::string buffer_text(const rapidjson::StringBuffer& buffer) {
  return {buffer.GetString(), buffer.GetSize()};
}

bool is_utf8(std::string_view text);
std::size_t code_points(std::string_view utf8);

}  // namespace authledger
