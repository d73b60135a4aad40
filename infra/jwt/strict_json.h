// JSON objects from strangers, as strict as request bodies (shared/json.h). Private to this folder.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "shared/json.h"

namespace authledger::infra {

// False: not one object, or one of more than 64 members.
bool parse_strict_object(std::string_view json, JsonDocument& document);

// Nothing: absent or of another type.
std::optional<std::string> string_member(const JsonDocument& object, const char* name);
std::optional<std::int64_t> integer_member(const JsonDocument& object, const char* name);

}  // namespace authledger::infra
