#include "infra/describe/schemas.h"

#include <algorithm>

#include "infra/describe/example.h"
#include "infra/describe/json_text.h"

namespace authledger::infra {
namespace {

std::string text_type() { return R"({"type":"string"})"; }
std::string constant(std::string_view value) { return JsonObject().text("const", value).json(); }

std::string count(std::string_view about) {
  return JsonObject()
      .text("type", "integer")
      .number("minimum", 0)
      .text("description", about)
      .json();
}

std::string id_or_null(std::string_view about) {
  return JsonObject()
      .raw("type", R"(["string","null"])")
      .text("format", "uuid")
      .text("description", about)
      .json();
}

std::string paging() {
  JsonObject members;
  members.raw("pageNumber", count("as asked for; 0: all rows"))
      .raw("pageRowCount", count("rows of a page"))
      .raw("totalRowCount", count("rows of all pages"))
      .raw("pageCount", count("0 when there are no rows"));
  return JsonObject()
      .text("type", "object")
      .raw("properties", members.json())
      .raw("required", R"(["pageNumber","pageRowCount","totalRowCount","pageCount"])")
      .json();
}

constexpr std::string_view kFilters =
    R"({"type":"array","description":"what was applied","items":{"type":"object","properties":{"field":{"type":"string"},"values":{"type":"array","items":{"type":"string"}}},"required":["field","values"]}})";

// The envelope of seed 002 around `data`, a schema or a reference.
std::string envelope(const Route& route, const std::string& data) {
  const bool list = is_list(route);
  JsonObject members;
  members.raw("status", constant("OK"))
      .raw("statusCode", "{\"const\":" + std::to_string(route.success_status) + "}")
      .raw("elapsedMs", count("milliseconds since the request arrived"))
      .raw(
          "ssoTime",
          R"({"type":"number","minimum":0,"description":"milliseconds of them spent on finding out who calls"})")
      .raw(
          "source",
          R"({"enum":["db","elastic","cache"],"description":"the log, the read model, or the cache"})")
      .raw("cacheKey", R"({"type":["string","null"],"description":"of the cached query"})")
      .raw("userId", id_or_null("who called"))
      .raw("sessionId", id_or_null("in which session"))
      .raw("requestId", text_type())
      .raw("dataName", constant(route.data_name))
      .raw("method", constant(route.method))
      .raw("action", constant(route.action))
      .raw("appVersion", text_type())
      .raw("rowCount", count("objects in this answer"))
      .raw(route.data_name,
           list ? JsonObject().text("type", "array").raw("items", data).json() : data);
  std::string required =
      R"("status","statusCode","elapsedMs","ssoTime","source","cacheKey","userId","sessionId",)"
      R"("requestId","dataName","method","action","appVersion","rowCount",)" +
      json_quote(route.data_name);
  if (list) {
    members.raw("paging", paging())
        .raw("filters", kFilters)
        .raw("uiPermissions", R"({"type":"array"})");
    required += R"(,"paging","filters","uiPermissions")";
  }
  return JsonObject()
      .text("type", "object")
      .raw("properties", members.json())
      .raw("required", "[" + required + "]")
      .json();
}

}  // namespace

bool has_envelope(const Route& route) { return !route.data_name.empty(); }
bool is_list(const Route& route) { return route.action == "list"; }
bool answers_json(const Route& route) { return route.response_type == kJsonType; }

std::string upper_first(std::string_view name) {
  std::string text(name);
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 32);
  return text;
}

std::string object_name(const Route& route) {
  if (!has_envelope(route)) return upper_first(route.name) + "Answer";
  std::string name = upper_first(route.data_name);
  if (is_list(route) && name.ends_with('s')) name.pop_back();
  return name;
}

Schemas::Schemas(std::span<const Route> routes) {
  for (const auto& route : routes) {
    if (route.reads_json() || route.reads_form())
      add(route.request_schema(), upper_first(route.name) + "Body", route);
    if (route.response_schema == nullptr || !answers_json(route)) continue;
    const auto name = add(route.response_schema(), object_name(route), route);
    if (has_envelope(route)) {
      add(envelope(route, reference("schemas", name)), upper_first(route.name) + "Envelope", route);
    }
  }
}

std::string Schemas::add(const std::string& text, const std::string& wanted, const Route& route) {
  if (const auto known = name_of_.find(text); known != name_of_.end()) return known->second;
  const bool taken = std::any_of(named_.begin(), named_.end(),
                                 [&](const auto& one) { return one.first == wanted; });
  const std::string name = taken ? upper_first(route.name) + "Data" : wanted;
  named_.emplace_back(name, text);
  name_of_.emplace(text, name);
  return name;
}

std::string Schemas::request(const Route& route) const {
  return reference("schemas", name_of_.at(route.request_schema()));
}

std::string Schemas::request_example(const Route& route) const {
  return example_json(route.request_schema());
}

std::string Schemas::answer(const Route& route) const {
  const auto object = reference("schemas", name_of_.at(route.response_schema()));
  return has_envelope(route) ? reference("schemas", name_of_.at(envelope(route, object))) : object;
}

std::string Schemas::answer_example(const Route& route) const {
  const auto schema = route.response_schema();
  return example_json(has_envelope(route) ? envelope(route, schema) : schema);
}

std::string Schemas::components() const {
  JsonObject all;
  for (const auto& [name, schema] : named_) all.raw(name, schema);
  return all.json();
}

}  // namespace authledger::infra
