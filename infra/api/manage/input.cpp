#include "infra/api/manage/input.h"

#include "infra/http/query_parameters.h"

namespace authledger::infra {
namespace {

JsonValue text(std::string_view value, JsonDocument& document) {
  return JsonValue(value.data(), static_cast<rapidjson::SizeType>(value.size()),
                   document.GetAllocator());
}

constexpr std::string_view kFlag = "force";  // the one parameter that is no text

void add_query(const HttpRequest& request, JsonDocument& body) {
  for (const auto& [name, value] : request.query) {
    if (body.HasMember(name.c_str())) continue;
    const bool flag = name == kFlag && (value == "true" || value == "false");
    body.AddMember(text(name, body), flag ? JsonValue(value == "true") : text(value, body),
                   body.GetAllocator());
  }
}

}  // namespace

void gather_input(Call& call) {
  auto& body = call.body;
  const auto& method = call.request.method;
  if (method == "GET" || method == "HEAD" || method == "DELETE") add_query(call.request, body);
  for (auto& member : body.GetObject()) {
    if (!as_view(member.name).ends_with("_id") || !member.value.IsString()) continue;
    const auto id = as_view(member.value);
    if (is_uuid(id)) member.value = text(lower_id(id), body);
  }
}

}  // namespace authledger::infra
