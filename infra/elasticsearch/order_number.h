// Numbers that stand for the beginning of a text, for narrowing down a deep page: a <= b (as bytes)
// implies number(a) <= number(b). Different texts may share a number.
#pragma once

#include <cstdint>
#include <string_view>

namespace authledger::infra::elastic {

std::int64_t text_number(std::string_view text);  // the first 8 bytes
std::int64_t id_number(
    std::string_view id);  // of a UUID the first 16 hex digits: the time of a UUIDv7 and more

}  // namespace authledger::infra::elastic
