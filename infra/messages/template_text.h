// The little language of templates:
//
//   {{code}}                      the parameter, escaped where the text is HTML
//   {{#link}} … {{/link}}         only with the parameter; may stand inside each other
//
// What a parameter holds is never read as a template again.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "shared/result.h"

namespace authledger::infra {

using TemplateValues = std::map<std::string, std::string, std::less<>>;

enum class Escape { kNone, kHtml };

// Pure. Control characters of values become spaces. Errors: message.template_is_invalid for a
// parameter without a value outside of its section, and for braces that do not close.
Result<std::string> fill_template(std::string_view text, const TemplateValues& values,
                                  Escape escape);

std::string escape_html(std::string_view text);

}  // namespace authledger::infra
