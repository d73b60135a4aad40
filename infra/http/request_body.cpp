#include "infra/http/request_body.h"

#include <algorithm>

#include "infra/http/form.h"
#include "infra/http/query_parameters.h"
#include "shared/client_errors.h"

namespace authledger::infra {
namespace {

/// Each value but the outermost follows one of `[`, `{` and `,`. Right for valid JSON, and an upper
/// bound for the values a parser makes before it finds out that the text is none.
bool too_many_values(std::string_view text) {
  std::size_t values = 1;
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
    } else if ((c == ',' || c == '[' || c == '{') && ++values > kJsonValuesMax) {
      return true;
    }
  }
  return false;
}

bool is_encoded(const HttpRequest& request) {
  return std::any_of(request.headers.begin(), request.headers.end(), [](const auto& header) {
    return lower_id(header.first) == "content-encoding" && lower_id(header.second) != "identity";
  });
}

}  // namespace

Result<JsonDocument> read_json_body(const HttpRequest& request) {
  const auto* type = request.header("content-type");
  if (type == nullptr || !is_json_type(*type) || is_encoded(request)) {
    return fail(errors::kMediaType);
  }
  if (too_many_values(request.body)) {
    return fail(errors::kInvalidJson, "The JSON has more than 10,000 values.");
  }
  AUTHLEDGER_TRY(body, parse_json(request.body));
  if (!body.IsObject()) return fail(invalid_input("body", "must be an object"));
  return body;
}

Result<JsonDocument> read_form_body(const HttpRequest& request) {
  const auto* type = request.header("content-type");
  if (type == nullptr || !is_form_type(*type) || is_encoded(request)) return fail(errors::kNotForm);
  AUTHLEDGER_TRY(fields, parse_form(request.body));
  JsonDocument body;
  body.SetObject();
  auto& memory = body.GetAllocator();
  const auto text = [&](const std::string& one) {
    return JsonValue(one.data(), static_cast<rapidjson::SizeType>(one.size()), memory);
  };
  for (const auto& [name, value] : fields) body.AddMember(text(name), text(value), memory);
  return body;
}

}  // namespace authledger::infra
