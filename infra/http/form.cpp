#include "infra/http/form.h"

#include <algorithm>
#include <set>

#include "infra/http/percent_coding.h"
#include "infra/http/query_parameters.h"
#include "shared/client_errors.h"
#include "shared/json.h"

namespace authledger::infra {

Result<HttpFields> parse_form(std::string_view body) {
  HttpFields fields;
  std::set<std::string, std::less<>> names;
  while (!body.empty()) {
    const auto pair = body.substr(0, body.find('&'));
    body.remove_prefix(std::min(pair.size() + 1, body.size()));
    if (pair.empty()) continue;
    const auto* equals = std::find(pair.begin(), pair.end(), '=');
    const auto length = static_cast<std::size_t>(equals - pair.begin());
    const auto name = percent_decode(pair.substr(0, length), PlusSign::kSpace);
    const auto value =
        percent_decode(pair.substr(std::min(length + 1, pair.size())), PlusSign::kSpace);
    // Bytes that are not encoded may be anything, and a NUL among them.
    const auto sound = [](const auto& text) {
      return text && is_utf8(*text) && std::count(text->begin(), text->end(), '\0') == 0;
    };
    if (!sound(name) || !sound(value)) return fail(errors::kInvalidForm);
    if (!names.insert(*name).second)
      return fail(errors::kInvalidForm, "A field of the form comes twice.");
    if (names.size() > kFormFieldsMax)
      return fail(errors::kInvalidForm, "The form has more than 100 fields.");
    if (!value->empty()) fields.emplace_back(*name, *value);
  }
  return fields;
}

bool is_form_type(std::string_view content_type) {
  return media_type_is(content_type, "application/x-www-form-urlencoded");
}

}  // namespace authledger::infra
