// JSON objects from strangers: one object, valid UTF-8, no duplicate names, bounded depth by a
// parser that does not recurse. Private to this folder.
#pragma once

#include <rapidjson/document.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace authledger::infra {

inline constexpr unsigned kStrictFlags =
    rapidjson::kParseValidateEncodingFlag | rapidjson::kParseIterativeFlag;

// False: not such an object. Duplicate names are refused at the top level; more than 64 members
// too.
bool parse_strict_object(std::string_view json, rapidjson::Document& document);

// Nothing: absent or of another type.
std::optional<std::string> string_member(const rapidjson::Document& object, const char* name);
std::optional<std::int64_t> integer_member(const rapidjson::Document& object, const char* name);

}  // namespace authledger::infra
