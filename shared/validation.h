// The rules a text of a client has to meet, named by FieldRule::format and lengths.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "shared/fields.h"
#include "shared/result.h"

namespace authledger {

// An empty answer: the text meets the rule; else what is wrong, as in "must be …".
std::string check_text(std::string_view text, const FieldRule& rule);

bool is_email(std::string_view text);  // addr-spec without quoting or comments (RFC 5321 lengths)

// request.invalid_input whose detail lists every wrong field.
Error invalid_input(std::vector<FieldError> fields);
Error invalid_input(std::string field, std::string message);

}  // namespace authledger
